package org.allcity.board.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.allcity.board.Answer;
import org.allcity.board.Table;
import org.allcity.counts.ServiceDay;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** Writes an answer as JSON or CSV, from the same table. */
@Component
class AnswerConverter extends AbstractHttpMessageConverter<Answer> {

    static final String CSV = "text/csv";

    private static final MediaType CSV_TYPE = new MediaType("text", "csv");
    private static final MediaType CSV_WRITTEN =
            new MediaType(CSV_TYPE, Map.of("charset", "UTF-8", "header", "present"));
    private static final DateTimeFormatter AS_OF = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");

    private final ObjectWriter json = JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build().writer();
    private final CsvMapper csv = CsvMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    AnswerConverter() {
        super(MediaType.APPLICATION_JSON, CSV_TYPE);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == Answer.class;
    }

    @Override
    protected Answer readInternal(Class<? extends Answer> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("answers are only written", message);
    }

    @Override
    protected void writeInternal(Answer answer, HttpOutputMessage message) throws IOException {
        HttpHeaders headers = message.getHeaders();
        String asOf = answer.asOf().atOffset(ServiceDay.OFFSET).format(AS_OF);
        headers.set("X-As-Of", asOf);
        headers.set("X-Positions", positions(answer.positions()));
        headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (CSV_TYPE.equalsTypeAndSubtype(headers.getContentType())) {
            headers.setContentType(CSV_WRITTEN);
            headers.setContentDisposition(
                    ContentDisposition.attachment().filename(answer.name() + ".csv").build());
            writeCsv(answer.table(), message);
        } else {
            headers.setContentType(MediaType.APPLICATION_JSON);
            json.writeValue(message.getBody(), new Body(asOf, answer.positions(), answer.table().asMaps()));
        }
    }

    // No byte order mark and nothing to escape from formulas: all values are ASCII codes, dates and numbers.
    private void writeCsv(Table table, HttpOutputMessage message) throws IOException {
        CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator("\r\n");
        table.columns().forEach(schema::addColumn);
        // An empty table would leave the header out too.
        if (table.rows().isEmpty()) {
            message.getBody().write((String.join(",", table.columns()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return;
        }
        csv.writer(schema.build().withHeader()).writeValue(message.getBody(), table.rows());
    }

    /** As in the parameter after: {@code 0:1234,1:88}. */
    private static String positions(SortedMap<Integer, Long> positions) {
        return positions.entrySet().stream()
                .map(position -> position.getKey() + ":" + position.getValue())
                .collect(Collectors.joining(","));
    }

    private record Body(String asOf, SortedMap<Integer, Long> positions, List<Map<String, Object>> rows) {}
}
