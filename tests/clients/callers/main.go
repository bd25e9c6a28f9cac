// Call every operation through the client of openapi-generator's `go`.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	client "generated"
)

type call struct {
	Operation     string
	PathArguments map[string]string `json:"path_arguments"`
	Query         map[string]string
}

func main() {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: os.Args[1]}}
	apis := reflect.ValueOf(client.NewAPIClient(configuration)).Elem()
	file, _ := os.ReadFile(os.Args[2])
	var calls []call
	if err := json.Unmarshal(file, &calls); err != nil {
		panic(err)
	}
	for _, one := range calls {
		arguments := []reflect.Value{reflect.ValueOf(context.Background())}
		for _, value := range one.PathArguments {
			arguments = append(arguments, reflect.ValueOf(value))
		}
		request := method(apis, title(one.Operation)).Call(arguments)[0]
		for name, value := range one.Query {
			request = request.MethodByName(title(name)).Call([]reflect.Value{reflect.ValueOf(value)})[0]
		}
		results := request.MethodByName("Execute").Call(nil)
		if err := results[len(results)-1]; !err.IsNil() {
			panic(fmt.Sprint(one.Operation, ": ", err))
		}
		total := ""
		if get := results[0].MethodByName("GetTotal"); get.IsValid() {
			total = fmt.Sprint(get.Call(nil)[0])
		}
		fmt.Println(one.Operation, total)
	}
}

func title(name string) string {
	return strings.ReplaceAll(strings.Title(strings.ReplaceAll(name, "_", " ")), " ", "")
}

func method(apis reflect.Value, name string) reflect.Value {
	for number := 0; number < apis.NumField(); number++ {
		if field := apis.Field(number); apis.Type().Field(number).IsExported() {
			if found := field.MethodByName(name); found.IsValid() {
				return found
			}
		}
	}
	panic("no operation " + name)
}
