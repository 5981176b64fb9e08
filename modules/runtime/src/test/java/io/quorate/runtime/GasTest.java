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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GasTest {
    private static byte[] bundle;

    @TempDir
    Path directory;

    @BeforeAll
    static void compile() throws IOException {
        bundle = GasCases.bundle();
    }

    @Test
    void countsAsItAlwaysDid() throws IOException {
        assertEquals(GasCases.resource("gas-1.txt"), GasCases.count(directory, bundle, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
    void countsTheSameInEveryMode(String mode) throws Exception {
        Path jar = Files.write(directory.resolve("bundle.jar"), bundle);
        Path out = directory.resolve("out");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        mode,
                        "-cp",
                        System.getProperty("java.class.path"),
                        GasCases.class.getName(),
                        directory.resolve("child").toString(),
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(child.waitFor(180, TimeUnit.SECONDS));

        assertEquals(GasCases.count(directory.resolve("cache"), bundle, 1), Files.readString(out));
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
