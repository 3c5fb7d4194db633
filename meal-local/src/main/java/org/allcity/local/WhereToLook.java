package org.allcity.local;

import java.nio.file.Path;
import java.util.List;
import org.allcity.local.LocalPorts.Use;

/** The table that a person sees once everything runs: where each part is, and one command to try on it. */
final class WhereToLook {

    private WhereToLook() {
    }

    static List<String> lines(LocalPorts ports, Path data) {
        return List.of(
                row("board      看板", http(ports, Use.BOARD) + "/"),
                row("counts     计数", "curl '" + http(ports, Use.BOARD) + "/v1/counts?by=district,period'"),
                row("ingest     接入", http(ports, Use.INGEST) + "/v1/events  (admin token: " + Apps.ADMIN_TOKEN + ")"),
                row("points     助餐点", "curl -H 'Authorization: Bearer " + Apps.ADMIN_TOKEN + "' "
                        + http(ports, Use.INGEST) + "/v1/points"),
                row("aggregator 汇总", http(ports, Use.AGGREGATOR_MANAGEMENT) + "/actuator/health"),
                row("metrics    指标", http(ports, Use.INGEST_MANAGEMENT) + "/actuator/prometheus  (ingest; board :"
                        + ports.of(Use.BOARD_MANAGEMENT) + ", aggregator :" + ports.of(Use.AGGREGATOR_MANAGEMENT) + ")"),
                row("Kafka", "127.0.0.1:" + ports.of(Use.KAFKA) + "  (topic meal-events." + Apps.CITY + ")"),
                row("Redis", "redis-cli -p " + ports.of(Use.REDIS) + " get '{" + Apps.CITY + "}:view'  (then '{" + Apps.CITY
                        + "}:<view>:positions', docs/redis.md)"),
                row("data       数据", data + "  (logs 日志: " + data.resolve("log") + ")"));
    }

    private static String http(LocalPorts ports, Use use) {
        return "http://127.0.0.1:" + ports.of(use);
    }

    /** Chinese characters take two columns on a terminal. */
    private static String row(String what, String where) {
        int width = what.chars().map(character -> character >= 0x2E80 ? 2 : 1).sum();
        return "  " + what + " ".repeat(19 - width) + where;
    }
}
