package io.quorate.benchmarks;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of a load. */
final class LoadSettings {
    private static final int MAX_IN_FLIGHT = 8_192;
    private static final int MAX_CLIENTS = 64;
    private static final int MAX_SECONDS = 3_600;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            split = ",",
            description = "Levels, separated by commas. Default: 1,64,256,1024.")
    private List<Integer> levels = List.of(1, 64, 256, 1024);

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "Clients that share what is in flight. Default: ${DEFAULT-VALUE}.")
    private int clients = 1;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            description = "Measured for each level. Default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Of load with 256 in flight before the first level. Default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds = 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Says what is out of range. */
    void check() {
        levels.forEach(level -> Settings.require(command, "--in-flight", level, 1, MAX_IN_FLIGHT));
        Settings.require(command, "--clients", clients, 1, MAX_CLIENTS);
        Settings.require(command, "--time", seconds, 1, MAX_SECONDS);
        Settings.require(command, "--warm-up", warmUpSeconds, 1, MAX_SECONDS);
    }

    List<Integer> levels() {
        return levels;
    }

    int clients() {
        return clients;
    }

    Duration time() {
        return Duration.ofSeconds(seconds);
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }
}
