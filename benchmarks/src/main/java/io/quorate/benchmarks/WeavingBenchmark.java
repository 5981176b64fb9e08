package io.quorate.benchmarks;

import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.weaving.ApplyThreads;
import io.quorate.benchmarks.weaving.LockApply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "weaving",
        description = "What it costs in apply that the lock counts its steps: with JMH, in processes that take turns.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class WeavingBenchmark implements Callable<Integer> {
    private static final int MAX_FORKS = 100;
    private static final int WARM_UP_ITERATIONS = 10;
    private static final int ITERATIONS = 5;
    private static final List<String> FORMS = List.of("plain", "woven");

    @Option(names = "--forks", paramLabel = "N", description = "Processes of each form. Default: ${DEFAULT-VALUE}.")
    private int forks = 5;

    @Mixin
    private Settings settings = new Settings();

    @Spec
    private CommandSpec command = CommandSpec.create();

    /** Of one command, in microseconds, one value for each fork. */
    private record Micros(List<Double> fastest, List<Double> medians) {
        Micros() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        double median() {
            return FailoverBenchmark.median(sorted(medians));
        }

        /** Of the tenth of all entries that was disturbed least. */
        double fast() {
            return FailoverBenchmark.median(sorted(fastest));
        }

        private static List<Double> sorted(List<Double> values) {
            List<Double> sorted = new ArrayList<>(values);
            Collections.sort(sorted);
            return sorted;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings.require(command, "--forks", forks, 1, MAX_FORKS);
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException {
        Path directory = workplace.directory("jmh");
        Map<String, Map<String, Micros>> all = new TreeMap<>();
        for (int fork = 1; fork <= forks; fork++) {
            for (String form : FORMS) {
                for (RunResult result : measure(form, directory)) {
                    Statistics nanos = result.getPrimaryResult().getStatistics();
                    String name = result.getPrimaryResult().getLabel();
                    Micros micros = all.computeIfAbsent(name, key -> new TreeMap<>())
                            .computeIfAbsent(form, key -> new Micros());
                    micros.medians.add(nanos.getPercentile(50) / LockApply.COMMANDS);
                    micros.fastest.add(nanos.getPercentile(10) / LockApply.COMMANDS);
                }
            }
            Settings.progress("fork " + fork + " of " + forks);
        }
        report.add(table(all));
    }

    private static Collection<RunResult> measure(String form, Path directory) throws IOException {
        Path output = directory.resolve("output.txt");
        try {
            return new Runner(new OptionsBuilder()
                            .include(LockApply.class.getName())
                            .param("form", form)
                            .mode(Mode.SampleTime)
                            .timeUnit(TimeUnit.MICROSECONDS)
                            .forks(1)
                            .warmupIterations(WARM_UP_ITERATIONS)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(ITERATIONS)
                            .measurementTime(TimeValue.seconds(1))
                            .jvmArgsAppend(
                                    "-D" + LockApply.CACHE + "=" + directory,
                                    "-Djmh.executor=CUSTOM",
                                    "-Djmh.executor.class=" + ApplyThreads.class.getName())
                            .shouldFailOnError(true)
                            .output(output.toString())
                            .build())
                    .run();
        } catch (RunnerException failure) {
            throw new IOException("JMH: " + failure.getMessage() + "\n" + Files.readString(output), failure);
        }
    }

    private Table table(Map<String, Map<String, Micros>> all) {
        List<List<Object>> rows = new ArrayList<>();
        all.forEach((name, forms) -> {
            Micros plain = forms.getOrDefault("plain", new Micros());
            Micros woven = forms.getOrDefault("woven", new Micros());
            rows.add(List.of(
                    name,
                    plain.median(),
                    woven.median(),
                    percentMore(plain.median(), woven.median()),
                    plain.fast(),
                    woven.fast(),
                    percentMore(plain.fast(), woven.fast())));
        });
        return new Table(
                "A command of the lock in apply, in us, without and with counting; " + forks + " forks each",
                List.of("command", "p50", "p50 woven", "p50 + %", "p10", "p10 woven", "p10 + %"),
                rows,
                List.of("Aim: at most 5 % more. On a machine that does other things too, p10 is the steadier one."));
    }

    private static double percentMore(double from, double to) {
        return (to - from) / from * 100;
    }
}
