package io.quorate.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM has on its heap once it was collected. */
public final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("^Total +[0-9]+ +([0-9]+)", Pattern.MULTILINE);

    private LiveHeap() {}

    /** Of this JVM, in bytes. Collects its heap, and blocks meanwhile. */
    public static long own() throws IOException, InterruptedException {
        return of(ProcessHandle.current().pid());
    }

    /** Of a process that must be a JVM, in bytes. */
    static long of(long pid) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = TOTAL.matcher(said);
        if (asked.waitFor() != 0 || !total.find()) {
            throw new IOException("jcmd does not tell the heap of process " + pid + ", but: " + said.strip());
        }
        return Long.parseLong(total.group(1));
    }
}
