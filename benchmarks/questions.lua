-- Each request asks the next line of the file named on the command line.
local requests, number, place = {}, 0, 0

function init(arguments)
  for target in io.lines(arguments[1]) do
    number = number + 1
    requests[number] = wrk.format("GET", target)
  end
end

function request()
  place = place % number + 1
  return requests[place]
end
