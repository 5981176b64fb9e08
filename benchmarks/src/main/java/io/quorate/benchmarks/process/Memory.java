package io.quorate.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Resident memory of a process, in bytes.
 *
 * @param anonymous heap, stacks, buffers: what must be there
 * @param fileBacked pages of mapped files, which the system may take back
 */
public record Memory(long anonymous, long fileBacked) {
    /** Of Linux. */
    static Memory of(long pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        return new Memory(bytes(lines, "RssAnon:"), bytes(lines, "RssFile:"));
    }

    static long bytes(List<String> lines, String name) throws IOException {
        for (String line : lines) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("the system does not tell " + name + " of a process");
    }
}
