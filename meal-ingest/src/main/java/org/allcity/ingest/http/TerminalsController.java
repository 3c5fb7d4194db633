package org.allcity.ingest.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.allcity.ingest.PointValidator;
import org.allcity.ingest.Registry;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Registers terminals and hands out their tokens, to administrators. */
@RestController
class TerminalsController {

    private static final Pattern TERMINAL_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final AdminRequests admin;
    private final Registry registry;

    TerminalsController(AdminRequests admin, Registry registry) {
        this.admin = admin;
        this.registry = registry;
    }

    @PutMapping("/v1/terminals/{terminalId}")
    CompletableFuture<ResponseEntity<byte[]>> register(@PathVariable String terminalId, HttpServletRequest request) {
        admin.require(request);
        if (!TERMINAL_ID.matcher(terminalId).matches()) {
            throw new ProblemException(ProblemType.INVALID, "terminalId: not one (expected: 1 to 64 characters of A-Z a-z 0-9 . _ -)");
        }
        String pointId = pointId(admin.object(request));
        return admin.confirmed(registry.registerTerminal(terminalId, pointId), issued ->
                Json.answer(issued.terminalIsNew() ? 201 : 200, new Registered(issued.token(), terminalId, pointId)));
    }

    @DeleteMapping("/v1/terminals/{terminalId}")
    CompletableFuture<ResponseEntity<byte[]>> remove(@PathVariable String terminalId, HttpServletRequest request) {
        admin.require(request);
        return admin.confirmed(registry.removeTerminal(terminalId), removed -> {
            if (!removed) {
                throw new ProblemException(ProblemType.NOT_FOUND, "terminalId: no such terminal (expected: one that is registered)");
            }
            return ResponseEntity.noContent().build();
        });
    }

    private String pointId(ObjectNode body) {
        String pointId = body.hasNonNull("pointId") ? body.get("pointId").asString("") : "";
        if (!PointValidator.isPointId(pointId)) {
            throw new ProblemException(ProblemType.INVALID, "pointId: missing or not one (expected: as 330106-0042)");
        }
        if (registry.point(pointId).isEmpty()) {
            throw new ProblemException(ProblemType.INVALID,
                    "pointId: " + pointId + " is not registered (expected: a meal point that is; PUT /v1/points/" + pointId + " first)");
        }
        return pointId;
    }

    record Registered(String token, String terminalId, String pointId) {}
}
