package org.allcity.ingest.http;

import java.io.OutputStream;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** How this API reads and writes JSON. Answers are bytes already, so no request header can change their form. */
final class Json {

    private static final int DEPTH_MAX = 32;
    // 1,000 events of 22 fields have 50,000 tokens; the bound keeps 1 MiB of "[[[[" from becoming 100 MiB of objects.
    private static final int TOKENS_MAX = 200_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxTokenCount(TOKENS_MAX)
                    .build())
            .build();
    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private Json() {}

    /** Throws {@link tools.jackson.core.JacksonException} for what is not exactly one JSON value. */
    static JsonNode read(byte[] bytes, int from, int length) {
        return MAPPER.readTree(bytes, from, length);
    }

    /** For reading in one pass. Throws {@link tools.jackson.core.JacksonException} where it comes to what is not JSON. */
    static JsonParser parser(byte[] bytes, int from, int length) {
        return FACTORY.createParser(ObjectReadContext.empty(), bytes, from, length);
    }

    static void requireStart(JsonParser parser) {
        if (parser.nextToken() == null) {
            throw new StreamReadException(parser, "no value");
        }
    }

    static void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new StreamReadException(parser, "more than one value");
        }
    }

    static JsonGenerator generator(OutputStream out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static ResponseEntity<byte[]> answer(int status, Object value) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON).body(write(value));
    }

    static ResponseEntity<byte[]> answer(ProblemException exception) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(exception.problem().status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        exception.headers().forEach(answer::header);
        return answer.body(write(exception.problem()));
    }
}
