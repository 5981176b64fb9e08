package io.quorate.benchmarks;

import io.quorate.benchmarks.load.Contender;
import io.quorate.benchmarks.load.Load;
import io.quorate.benchmarks.load.Measured;
import io.quorate.benchmarks.load.Writes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The same load on several contenders, level by level in turn, so that what else the machine does hits all of them. */
final class Comparison {
    private static final int WARM_UP_IN_FLIGHT = 256;

    /** Of each level, before it is measured. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final List<? extends Contender> contenders;
    private final LoadSettings settings;

    Comparison(List<? extends Contender> contenders, LoadSettings settings) {
        this.contenders = contenders;
        this.settings = settings;
    }

    /** Blocks while it measures; ratios are to the one of this name. */
    Table run(String baseline, List<String> notes) throws IOException, InterruptedException {
        Map<String, List<Writes>> clients = new LinkedHashMap<>();
        try {
            for (Contender contender : contenders) {
                List<Writes> own = new ArrayList<>();
                clients.put(contender.name(), own);
                for (int c = 0; c < settings.clients(); c++) {
                    own.add(contender.connect());
                }
                Settings.progress("warming up " + contender.name());
                Load.run(own, WARM_UP_IN_FLIGHT, contender::cpu, Duration.ZERO, settings.warmUp());
            }
            List<List<Object>> rows = new ArrayList<>();
            for (int level : settings.levels()) {
                Settings.progress(level + " in flight");
                Map<String, Measured> measured = new LinkedHashMap<>();
                for (Contender contender : contenders) {
                    List<Writes> own = clients.getOrDefault(contender.name(), List.of());
                    measured.put(contender.name(), Load.run(own, level, contender::cpu, SETTLING, settings.time()));
                }
                Optional<Measured> ground = Optional.ofNullable(measured.get(baseline));
                measured.forEach((name, figures) ->
                        rows.add(row(level, name, figures, ground.filter(any -> !name.equals(baseline)))));
            }
            return new Table(
                    "Writes of " + Load.VALUE_BYTES + " B to three nodes, " + settings.clients() + " client(s), "
                            + settings.time().toSeconds() + " s each",
                    columns(baseline),
                    rows,
                    notes);
        } finally {
            clients.values().forEach(own -> own.forEach(Writes::close));
        }
    }

    static List<String> columns(String baseline) {
        return List.of(
                "in flight", "system", "writes/s", "p50 us", "p99 us", "CPU us", "p50/" + baseline, "CPU/" + baseline);
    }

    private static List<Object> row(int level, String name, Measured figures, Optional<Measured> ground) {
        return List.of(
                level,
                name,
                figures.perSecond(),
                figures.percentileMicros(50),
                figures.percentileMicros(99),
                figures.cpuMicros(),
                ratio(figures, ground, measured -> measured.percentileMicros(50)),
                ratio(figures, ground, Measured::cpuMicros));
    }

    /** Empty for the baseline itself. */
    private static Object ratio(Measured figures, Optional<Measured> ground, ToDoubleFunction<Measured> what) {
        return ground.<Object>map(measured -> what.applyAsDouble(figures) / what.applyAsDouble(measured))
                .orElse("");
    }
}
