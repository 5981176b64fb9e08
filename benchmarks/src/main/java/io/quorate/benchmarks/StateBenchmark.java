package io.quorate.benchmarks;

import io.quorate.benchmarks.process.Workplace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "state",
        description = "What a large state takes, and what its clients see while it is copied, saved and checked.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class StateBenchmark implements Callable<Integer> {
    private static final int MAX_KEYS = 1_000_000_000;
    private static final int MAX_RATE = 100_000;
    private static final int MAX_SECONDS = 3_600;
    private static final double MAX_GIGABYTES = 1_000;

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "Rows of 32 B and 256 B on three nodes. Default: ${DEFAULT-VALUE}.")
    private int keys = 1_000_000;

    @Option(
            names = "--curve",
            description = "Instead: one node whose state grows, and what commands and queries take at each size.")
    private boolean curve;

    @Option(
            names = "--sizes",
            paramLabel = "GB",
            split = ",",
            description = "Of the curve, rising, separated by commas. Default: 0.1,1,5.")
    private List<Double> sizes = List.of(0.1, 1.0, 5.0);

    @Option(names = "--rate", paramLabel = "N", description = "Calls in a second. Default: ${DEFAULT-VALUE}.")
    private int rate = 500;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            description = "Measured of each kind, at least. Default: ${DEFAULT-VALUE}.")
    private int seconds = 20;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds = 45;

    @Mixin
    private Settings settings = new Settings();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings.require(command, "--keys", keys, 1, MAX_KEYS);
        Settings.require(command, "--rate", rate, 1, MAX_RATE);
        Settings.require(command, "--time", seconds, 1, MAX_SECONDS);
        Settings.require(command, "--warm-up", warmUpSeconds, 1, MAX_SECONDS);
        double before = 0;
        for (double size : sizes) {
            if (!(size > before && size <= MAX_GIGABYTES)) {
                throw new ParameterException(
                        command.commandLine(),
                        "--sizes: " + size + " is not above " + before + " and at most " + MAX_GIGABYTES);
            }
            before = size;
        }
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        Pace pace = new Pace(rate, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUpSeconds));
        if (curve) {
            new StateCurve(sizes, pace).run(workplace, report);
        } else {
            new StateUnderLoad(keys, pace).run(workplace, report);
        }
    }
}
