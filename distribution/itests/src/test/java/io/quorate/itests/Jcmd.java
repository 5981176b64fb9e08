package io.quorate.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks the virtual machine of a running server. */
public final class Jcmd {
    private Jcmd() {}

    /** What it answers to a command of {@code jcmd}. */
    public static String run(Path scratch, ServerProcess server, String command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(scratch, "jcmd", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    command + " of process " + server.pid() + " came to nothing: " + Files.readString(out));
        }
        String answer = Files.readString(out);
        Files.delete(out);
        return answer;
    }
}
