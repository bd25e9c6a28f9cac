// Call every operation through the client of openapi-generator's `java`.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.openapitools.client.ApiClient;

class Call {
    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        List<Object> apis = new ArrayList<>();
        for (String name : arguments[2].split(",")) {
            Class<?> api = Class.forName("org.openapitools.client.api." + name);
            apis.add(api.getConstructor(ApiClient.class).newInstance(client));
        }
        for (JsonNode call : new ObjectMapper().readTree(new File(arguments[1]))) {
            String operation = call.get("operation").asText();
            Object result = call(apis, camel(operation), call.get("values"));
            String total = "";
            for (Method method : result.getClass().getMethods()) {
                if (method.getName().equals("getTotal")) total = method.invoke(result).toString();
            }
            System.out.println(operation + " " + total);
        }
    }

    static Object call(List<Object> apis, String name, JsonNode values) throws Exception {
        for (Object api : apis) {
            Method method = Arrays.stream(api.getClass().getMethods())
                .filter(one -> one.getName().equals(name))
                .min(Comparator.comparingInt(Method::getParameterCount)).orElse(null);
            if (method == null) continue;
            Object[] passed = new Object[method.getParameterCount()];
            for (int number = 0; number < values.size(); number++) passed[number] = values.get(number).asText();
            return method.invoke(api, passed);
        }
        throw new IllegalStateException("no operation " + name);
    }

    static String camel(String name) {
        StringBuilder result = new StringBuilder();
        for (String part : name.split("_")) {
            result.append(result.length() == 0 ? part : part.substring(0, 1).toUpperCase() + part.substring(1));
        }
        return result.toString();
    }
}
