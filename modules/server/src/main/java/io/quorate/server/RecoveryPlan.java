package io.quorate.server;

import io.quorate.log.LogAtRest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a node begins a new cluster, written down before the first step, so that a run that ended half-way is carried on. As a file, in
 * lines of text so that people can read it:
 *
 * <pre>
 * quorate-recovery 1
 * former prod
 * cluster prod-1b4e28ba
 * entry 1042
 * term 8
 * epoch-above 0
 * time 1700000000000
 * crc32c 0f1e2d3c
 * </pre>
 *
 * @param from where the log goes on
 * @param epochAbove the epoch of the new cluster is above this one too
 * @param nowMillis UTC
 */
record RecoveryPlan(String formerCluster, String cluster, LogAtRest.Continuation from, int epochAbove, long nowMillis) {
    private static final int FORMAT = 1;
    private static final String MAGIC = "quorate-recovery ";
    private static final List<String> NAMES =
            List.of(MAGIC, "former ", "cluster ", "entry ", "term ", "epoch-above ", "time ");

    byte[] encode() {
        List<Object> values = List.of(FORMAT, formerCluster, cluster, from.index(), from.term(), epochAbove, nowMillis);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < NAMES.size(); i++) {
            lines.append(NAMES.get(i)).append(values.get(i)).append('\n');
        }
        return (lines + ChecksumLine.of(lines.toString())).getBytes(StandardCharsets.UTF_8);
    }

    /** @param file for messages */
    static RecoveryPlan decode(byte[] bytes, String file) throws StartException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        if (!ChecksumLine.closes(text)
                || lines.size() != NAMES.size() + 1
                || !lines.get(0).equals(MAGIC + FORMAT)) {
            throw new StartException(file + " is damaged, or of a newer release: end the recovery with the release that"
                    + " began it, or take another node that is left");
        }
        return new RecoveryPlan(
                value(lines, 1),
                value(lines, 2),
                new LogAtRest.Continuation(Long.parseLong(value(lines, 3)), Long.parseLong(value(lines, 4))),
                Integer.parseInt(value(lines, 5)),
                Long.parseLong(value(lines, 6)));
    }

    private static String value(List<String> lines, int line) {
        return lines.get(line).substring(NAMES.get(line).length());
    }
}
