package io.quorate.storage.lmdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What strace recorded of one file's writes and syncs, and of what the process said meanwhile. */
final class FileTrace {
    /** In the order in which the kernel saw them. */
    sealed interface Event {}

    record Written(long position, byte[] bytes) implements Event {}

    /** Everything before is on the disk. */
    record Synced() implements Event {}

    record Told(long durable) implements Event {}

    /** With this, numbers are in hex, paths stand beside descriptors, and nothing is cut. */
    static final List<String> OPTIONS = List.of(
            "-f",
            "-q",
            "-y",
            "-xx",
            "-s",
            "1000000",
            "-e",
            "trace=write,writev,pwrite64,pwritev,lseek,fdatasync,fsync");

    private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\(\\d+<([^>]*)>(.*)$");
    private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. (\\w+) resumed>.*$");
    private static final Pattern BYTES = Pattern.compile("\"((?:\\\\x[0-9a-f]{2})*)\"");
    private static final Pattern POSITION =
            Pattern.compile(", (\\d+)(?:, SEEK_SET)?(?:\\) += \\d+| <unfinished \\.\\.\\.>)$");

    private FileTrace() {}

    /**
     * Reads a trace.
     *
     * @param file written and synced
     * @param told written with lines of {@code durable NUMBER}
     */
    static List<Event> read(Path trace, Path file, Path told) throws IOException {
        List<Event> events = new ArrayList<>();
        List<String> syncing = new ArrayList<>();
        long sought = 0;
        for (String line : Files.readAllLines(trace, StandardCharsets.US_ASCII)) {
            Matcher call = CALL.matcher(line);
            Matcher resumed = RESUMED.matcher(line);
            if (resumed.matches() && syncing.remove(resumed.group(1))) {
                events.add(new Synced());
            } else if (call.matches()) {
                String path = unescaped(call.group(3));
                boolean sync = call.group(2).endsWith("sync");
                if (path.equals(told.toString())) {
                    events.add(new Told(Long.parseLong(
                            new String(bytes(call.group(4)), StandardCharsets.US_ASCII).replaceAll("\\D", ""))));
                } else if (path.equals(file.toString()) && sync) {
                    if (line.endsWith("<unfinished ...>")) {
                        syncing.add(call.group(1));
                    } else {
                        events.add(new Synced());
                    }
                } else if (path.equals(file.toString()) && call.group(2).equals("lseek")) {
                    sought = position(line);
                } else if (path.equals(file.toString())) {
                    boolean positioned = call.group(2).startsWith("p");
                    events.add(new Written(positioned ? position(line) : sought, bytes(call.group(4))));
                }
            }
        }
        return events;
    }

    private static String unescaped(String path) {
        return path.startsWith("\\x")
                ? new String(HexFormat.of().parseHex(path.replace("\\x", "")), StandardCharsets.UTF_8)
                : path;
    }

    private static long position(String line) {
        Matcher position = POSITION.matcher(line);
        if (!position.find()) {
            throw new IllegalArgumentException("a call without a position: " + line.replaceAll("\"[^\"]*\"", "..."));
        }
        return Long.parseLong(position.group(1));
    }

    /** Of all buffers of the call, one behind the other. */
    private static byte[] bytes(String arguments) {
        StringBuilder hex = new StringBuilder();
        for (Matcher buffer = BYTES.matcher(arguments); buffer.find(); ) {
            hex.append(buffer.group(1).replace("\\x", ""));
        }
        return HexFormat.of().parseHex(hex);
    }
}
