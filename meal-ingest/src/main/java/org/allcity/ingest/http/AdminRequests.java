package org.allcity.ingest.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.allcity.ingest.Registry;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What all registry requests have in common: who may, what is sent, and when it is answered. */
@Component
class AdminRequests {

    private static final int BODY_BYTES_MAX = 64 * 1024;

    private final BearerTokens tokens;
    private final Registry registry;

    AdminRequests(BearerTokens tokens, Registry registry) {
        this.tokens = tokens;
        this.registry = registry;
    }

    void require(HttpServletRequest request) {
        tokens.requireAdmin(request);
        if (!registry.caughtUp()) {
            throw ProblemException.retry(ProblemType.NOT_READY,
                    "This instance is still reading the registry (expected: ready in a moment; send again)", 1);
        }
    }

    ObjectNode object(HttpServletRequest request) {
        BodyReader.type(request, List.of(MediaType.APPLICATION_JSON));
        byte[] body = BodyReader.read(request, BODY_BYTES_MAX);
        JsonNode root;
        try {
            root = Json.read(body, 0, body.length);
        } catch (JacksonException e) {
            throw new ProblemException(ProblemType.NOT_JSON, "body: not JSON (expected: one JSON object)");
        }
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new ProblemException(ProblemType.NOT_JSON, "body: not a JSON object (expected: one)");
    }

    /** The answer once the registry has stored it, or that it has not. Problems travel on as they are. */
    <T> CompletableFuture<ResponseEntity<byte[]>> confirmed(
            CompletableFuture<T> write, Function<T, ResponseEntity<byte[]>> answer) {
        return write.handle((result, failure) -> {
            if (failure != null) {
                return Json.answer(ProblemException.retry(ProblemType.NOT_STORED,
                        "The registration is not confirmed (expected: send it again; doing so is harmless)", 5));
            }
            try {
                return answer.apply(result);
            } catch (ProblemException e) {
                return Json.answer(e);
            }
        });
    }
}
