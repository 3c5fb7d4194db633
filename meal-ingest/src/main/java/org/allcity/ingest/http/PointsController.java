package org.allcity.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.allcity.ingest.InvalidFieldException;
import org.allcity.ingest.MealPoint;
import org.allcity.ingest.PointValidator;
import org.allcity.ingest.Registry;
import org.allcity.ingest.ServiceReport.Period;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Registers meal points and shows them, to administrators. */
@RestController
class PointsController {

    static final int CSV_BYTES_MAX = 4 * 1024 * 1024;

    private final AdminRequests admin;
    private final Registry registry;
    private final PointValidator validator;

    PointsController(AdminRequests admin, Registry registry, PointValidator validator) {
        this.admin = admin;
        this.registry = registry;
        this.validator = validator;
    }

    @PutMapping("/v1/points/{pointId}")
    CompletableFuture<ResponseEntity<byte[]>> register(@PathVariable String pointId, HttpServletRequest request)
            throws InvalidFieldException {
        admin.require(request);
        ObjectNode body = admin.object(request);
        if (body.hasNonNull("pointId") && !pointId.equals(body.get("pointId").asString(""))) {
            throw new ProblemException(ProblemType.INVALID, "pointId: differs from the path (expected: as in the path, or left out)");
        }
        MealPoint point = validator.point(body.put("pointId", pointId));
        Optional<String> moved = moved(point);
        if (moved.isPresent()) {
            throw new ProblemException(ProblemType.INVALID, moved.get());
        }
        return admin.confirmed(registry.register(point), isNew -> Json.answer(isNew ? 201 : 200, Point.of(point)));
    }

    @PostMapping("/v1/points")
    CompletableFuture<ResponseEntity<byte[]>> registerAll(HttpServletRequest request) {
        admin.require(request);
        BodyReader.type(request, List.of(BodyReader.CSV));
        PointCsv csv = PointCsv.parse(BodyReader.read(request, CSV_BYTES_MAX), validator);
        List<PointCsv.LineError> errors = csv.errors(this::moved);
        if (!errors.isEmpty()) {
            Problem problem = Problem.of(ProblemType.INVALID, errors.size()
                    + " rows cannot be accepted, so none was registered (expected: correct them and send the file again)");
            throw new ProblemException(ProblemType.INVALID, problem.with(
                    new Errors(errors.stream().limit(PointCsv.ERRORS_SHOWN_MAX).toList())), Map.of());
        }
        return admin.confirmed(registry.registerAll(csv.points()), done -> Json.answer(200, new Stored(csv.points().size())));
    }

    @GetMapping(path = "/v1/points", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> points(HttpServletRequest request) {
        admin.require(request);
        return Json.answer(200, registry.points().stream().map(Point::of).toList());
    }

    @GetMapping(path = "/v1/points/{pointId}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> point(@PathVariable String pointId, HttpServletRequest request) {
        admin.require(request);
        return registry.point(pointId).map(point -> Json.answer(200, Point.of(point))).orElseThrow(() ->
                new ProblemException(ProblemType.NOT_FOUND, "pointId: no such meal point (expected: one that is registered)"));
    }

    /** Persons cannot be added up, so those of a point that changed its subdistrict could not be told any more. */
    private Optional<String> moved(MealPoint point) {
        return registry.point(point.pointId())
                .filter(before -> !before.subdistrict().equals(point.subdistrict()))
                .map(before -> "subdistrict: " + point.subdistrict() + " (expected: " + before.subdistrict()
                        + ", where " + point.pointId() + " is registered; a point that moves gets a new id)");
    }

    record Stored(int stored) {}

    record Errors(List<PointCsv.LineError> errors) {}

    @JsonPropertyOrder({"pointId", "name", "district", "subdistrict", "windows", "latitude", "longitude"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Point(
            String pointId, String name, String district, String subdistrict, Map<Period, String> windows,
            @Nullable Double latitude, @Nullable Double longitude) {

        static Point of(MealPoint point) {
            return new Point(point.pointId(), point.name(), point.district(), point.subdistrict(), point.windows(),
                    point.latitude(), point.longitude());
        }
    }
}
