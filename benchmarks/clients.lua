-- Sends the targets of a file in turn, each request from the next of 20,000 clients.
local CLIENTS = 20000
local requests, place = {}, 0

function init(arguments)
  local targets = {}
  for target in io.lines(arguments[1]) do targets[#targets + 1] = target end
  local first = tonumber(arguments[2])
  for number = 1, math.max(CLIENTS, #targets) do
    local client = (first + number) % CLIENTS
    local agent = string.format("Mozilla/5.0 (X11; Linux x86_64) Client/%d.%d", client % 100, client)
    local target = targets[(number - 1) % #targets + 1]
    requests[number] = wrk.format("GET", target, { ["User-Agent"] = agent })
  end
end

function request()
  place = place % #requests + 1
  return requests[place]
end
