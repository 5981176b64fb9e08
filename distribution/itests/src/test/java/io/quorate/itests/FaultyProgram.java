package io.quorate.itests;

import io.quorate.server.FaultyServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link FaultyServer} with settings of its own. */
public final class FaultyProgram implements ServerProcess.Program {
    private final List<String> own;
    private final List<String> properties;
    private volatile String first = "healthy";

    /** @param own settings of each, as {@code KEY=VALUE} */
    public FaultyProgram(List<String> own) {
        this(own, List.of());
    }

    private FaultyProgram(List<String> own, List<String> properties) {
        this.own = own;
        this.properties = properties;
    }

    /** With files of the log that are smaller than an operator may set. */
    public static FaultyProgram withSegments(int bytes, List<String> own) {
        return new FaultyProgram(own, List.of("-D" + FaultyServer.SEGMENT_BYTES + "=" + bytes));
    }

    /** What the disk of each process is told from now on before it does anything. */
    public void tellFirst(String line) {
        first = line;
    }

    @Override
    public ProcessBuilder with(List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-D" + FaultyServer.FIRST + "=" + first));
        command.addAll(properties);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FaultyServer.class.getName()));
        command.addAll(settings);
        command.addAll(own);
        return new ProcessBuilder(command);
    }
}
