package io.quorate.benchmarks;

import io.quorate.benchmarks.process.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of all benchmarks, and what they are the way to. */
final class Settings {
    /** Set by the script: the program of the packed distribution. */
    private static final String PROGRAM = "quorate.program";

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "On the disk to measure. Default: the system's directory for temporary files.")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures here, as JSON.")
    private Optional<Path> json = Optional.empty();

    /** A benchmark itself. */
    interface Benchmark {
        void run(Workplace workplace, Report report) throws IOException, InterruptedException;
    }

    /** Runs it in a workplace of its own; answers the exit code. */
    int run(Benchmark benchmark) throws IOException, InterruptedException {
        if (json.isPresent()) {
            // Rather now than after minutes.
            Files.writeString(json.get(), "");
        }
        Report report = new Report(System.out);
        try (Workplace workplace = Workplace.in(directory)) {
            benchmark.run(workplace, report);
        }
        report.write(json);
        return 0;
    }

    /** Refuses a number that is out of its bounds, by the name of its option. */
    static void require(CommandSpec command, String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command.commandLine(), option + ": " + value + " is not from " + least + " to " + most);
        }
    }

    static Path program() {
        return Path.of(Optional.ofNullable(System.getProperty(PROGRAM))
                .orElseThrow(() -> new IllegalStateException("start this with benchmarks/run")));
    }

    static void progress(String what) {
        System.err.println(what);
    }
}
