package org.allcity.board.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes RFC 9457 problem documents, whatever the request accepts: it is what there is to say. */
final class ProblemWriter {

    static final String CONTENT_TYPE = "application/problem+json";

    private static final JsonMapper JSON = new JsonMapper();

    private ProblemWriter() {}

    static void write(HttpServletResponse response, ProblemType type, String detail) throws IOException {
        write(response, type, type.status(), detail, null);
    }

    static void write(
            HttpServletResponse response, ProblemType type, int status, String detail, @Nullable String parameter)
            throws IOException {
        response.setStatus(status);
        response.setContentType(CONTENT_TYPE);
        response.setHeader("Cache-Control", "no-store");
        byte[] body = document(type, status, detail, parameter).getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static String document(ProblemType type, int status, String detail, @Nullable String parameter) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", type.uri());
        problem.put("title", type.title());
        problem.put("status", status);
        problem.put("detail", detail);
        if (parameter != null) {
            problem.put("parameter", parameter);
        }
        return JSON.writeValueAsString(problem);
    }
}
