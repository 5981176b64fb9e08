package io.quorate.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.Meter;
import io.quorate.runtime.gas.Gas;
import io.quorate.runtime.gas.OutOfGasError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GasTest {
    private static final String GOLDEN = "gas-" + FelixRecipeHost.GAS_VERSION + ".txt";

    private static byte[] bundle;

    @TempDir
    Path directory;

    @BeforeAll
    static void compile() throws IOException {
        bundle = GasCases.bundle();
    }

    @Test
    void countsAsItAlwaysDid() throws IOException {
        assertEquals(GasCases.resource(GOLDEN), GasCases.count(directory, bundle, 1));
    }

    /** Thousands of rounds, so that the compilers, where there are any, do compile; the interpreter needs fewer. */
    @ParameterizedTest
    @CsvSource({"-Xint, 1", "-XX:TieredStopAtLevel=1, 2000", "-XX:-TieredCompilation, 2000", "-XX:+UseSerialGC, 2000"})
    void countsTheSameInEveryMode(String mode, int rounds) throws Exception {
        assertEquals(GasCases.resource(GOLDEN), countInChild(Path.of(System.getProperty("java.home")), mode, rounds));
    }

    @ParameterizedTest
    @CsvSource({"-Xint, 1", "-XX:TieredStopAtLevel=1, 2000", "-XX:+UseSerialGC, 2000"})
    void countsTheSameOnTheNextJdk(String mode, int rounds) throws Exception {
        Optional<Path> next = OtherJdk.home(25);
        if (next.isEmpty()) {
            System.err.println(
                    "SKIPPED: no JDK 25 is installed; give its directory as JAVA_25_HOME to count steps on it");
        }
        Assumptions.assumeTrue(next.isPresent(), "no JDK 25; set JAVA_25_HOME");

        assertEquals(GasCases.resource(GOLDEN), countInChild(next.get(), mode, rounds));
    }

    private String countInChild(Path home, String mode, int rounds) throws Exception {
        Path jar = Files.write(directory.resolve("bundle.jar"), bundle);
        Path out = directory.resolve("out");
        Process child = new ProcessBuilder(
                        home.resolve("bin/java").toString(),
                        mode,
                        "-cp",
                        System.getProperty("java.class.path"),
                        GasCases.class.getName(),
                        directory.resolve("child").toString(),
                        jar.toString(),
                        Integer.toString(rounds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(child.waitFor(180, TimeUnit.SECONDS), "the count with " + mode + " takes too long");
        } finally {
            child.destroyForcibly();
        }
        assertEquals(0, child.exitValue());
        return Files.readString(out);
    }

    @Test
    void countsTheSameOnEveryThread() throws Exception {
        FutureTask<String> counted = new FutureTask<>(() -> GasCases.count(directory.resolve("a"), bundle, 1));
        Thread apply = new Gas.ApplyThread(counted, "apply");
        apply.start();

        assertEquals(GasCases.count(directory.resolve("b"), bundle, 1), counted.get(60, TimeUnit.SECONDS));
    }

    @Test
    void countsTheSameWhenHot() throws IOException {
        assertEquals(
                GasCases.count(directory.resolve("cold"), bundle, 1),
                GasCases.count(directory.resolve("hot"), bundle, 3_000));
    }

    @Test
    void chargesTheKernelsWorkToo() {
        Meter meter = new GasMeter();
        meter.begin(10);
        meter.charge(4);
        assertEquals(4, meter.end());

        meter.begin(10);
        Throwable over = assertThrows(OutOfGasError.class, () -> meter.charge(11));
        assertEquals(11, meter.end());
        assertTrue(meter.isOverBudget(over));
        assertTrue(meter.isOverBudget(new IllegalStateException(over)));
        assertFalse(meter.isOverBudget(new IllegalStateException()));
    }

    @Test
    void staysOverBudgetOnceItIs() {
        Meter meter = new GasMeter();
        meter.begin(1);
        assertThrows(OutOfGasError.class, () -> meter.charge(5));

        assertThrows(OutOfGasError.class, () -> meter.charge(1));
        meter.end();
    }

    @Test
    void countsNothingWithoutABudget() {
        Meter meter = new GasMeter();
        meter.charge(Long.MAX_VALUE);

        assertEquals(0, meter.end());
    }
}
