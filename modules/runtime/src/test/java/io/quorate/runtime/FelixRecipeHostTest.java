package io.quorate.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.DefaultValue;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.PreparedBundle;
import io.quorate.recipe.Recipe;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.hooks.weaving.WeavingException;

class FelixRecipeHostTest {
    @TempDir
    Path cache;

    private FelixRecipeHost host;

    @BeforeEach
    void start() {
        host = new FelixRecipeHost(cache);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void runsARecipe() {
        PreparedBundle.Ready ready = ready(TestBundle.function("return n + 1;", ""));

        assertEquals("gpu", ready.name());
        assertEquals("1.0.0", ready.version());
        assertEquals(1, ready.stateVersion());
        assertEquals(2, ready.contract());
        assertEquals(42, run(ready, 41));
    }

    @Test
    void preparesARecipeWithStateAndAnnotatedRecords() {
        PreparedBundle.Ready ready = ready(TestBundle.recipe(BundleVerifierTest.LOCK_LIKE));
        Class<?> acquire = Stream.of(ready.recipe().getClass().getClasses())
                .filter(type -> type.getSimpleName().equals("Acquire"))
                .findFirst()
                .orElseThrow();

        assertEquals(
                "1",
                acquire.getRecordComponents()[1]
                        .getAnnotation(DefaultValue.class)
                        .value());
    }

    @Test
    void runsARecipeBesideItsExportedFacade() {
        TestBundle bundle = TestBundle.function("return new acme.api.Request(n).size();", "")
                .header("Export-Package", "acme.api;version=\"1.0.0\"")
                .header("Import-Package", "io.quorate.recipe,io.quorate.recipe.client,acme.api;version=\"[1,2)\"")
                .source("acme.api.Request", "package acme.api; public record Request(long size) {}")
                .source("acme.api.Gpus", """
                        package acme.api;
                        import java.util.concurrent.CompletableFuture;
                        import io.quorate.recipe.client.ResourceClient;
                        public record Gpus(ResourceClient resource) {
                          public CompletableFuture<Request> take() {
                            new Thread(() -> {}).start();
                            return CompletableFuture.supplyAsync(() -> new Request(1));
                          }
                        }""");

        assertEquals(7, run(ready(bundle), 7));
    }

    @Test
    void wiresEachVersionToItsOwnExports() {
        PreparedBundle.Ready one = ready(exporting("1.0.0", 1));
        PreparedBundle.Ready two = ready(exporting("1.1.0", 2));

        assertEquals(1, run(one, 0));
        assertEquals(2, run(two, 0));
    }

    private static TestBundle exporting(String version, int answer) {
        return TestBundle.function("return acme.api.Answer.get();", "")
                .header("Bundle-Version", version)
                .header("Export-Package", "acme.api;version=\"1.0.0\"")
                .header("Import-Package", "io.quorate.recipe,acme.api;version=\"[1,2)\"")
                .source(
                        "acme.api.Answer",
                        "package acme.api; public class Answer { public static long get() { return " + answer
                                + "; } }");
    }

    @Test
    void refusesToLoadWhatWasNotVerified() {
        PreparedBundle.Ready ready = ready(TestBundle.function("return n;", "")
                .source("acme.Other", "package acme; public class Other { static { System.exit(1); } }"));
        ClassLoader loader = ready.recipe().getClass().getClassLoader();

        ClassFormatError refusal = assertThrows(ClassFormatError.class, () -> loader.loadClass("acme.Other"));
        assertInstanceOf(WeavingException.class, refusal.getCause());
    }

    @Test
    void showsRecipesNothingOfTheFramework() {
        ClassLoader loader =
                ready(TestBundle.function("return n;", "")).recipe().getClass().getClassLoader();

        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("org.osgi.framework.Bundle"));
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("io.quorate.kernel.Meter"));
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("javax.crypto.Cipher"));
    }

    @Test
    void answersTheSameForTheSameBytes() {
        byte[] jar = TestBundle.function("return n;", "").jar();

        assertSame(prepare(jar), prepare(jar));
    }

    @Test
    void keepsVersionsSideBySide() {
        PreparedBundle.Ready one = ready(TestBundle.function("return n + 1;", ""));
        PreparedBundle.Ready two =
                ready(TestBundle.function("return n + 2;", "").header("Bundle-Version", "2.0.0"));

        assertEquals(11, run(one, 10));
        assertEquals(12, run(two, 10));
        assertNotSame(
                one.recipe().getClass().getClassLoader(),
                two.recipe().getClass().getClassLoader());
    }

    @Test
    void refusesOtherBytesOfAVersionThatIsInstalled() {
        byte[] first = TestBundle.function("return n + 1;", "").jar();
        byte[] second = TestBundle.function("return n + 2;", "").jar();
        prepare(first);

        assertRefused(
                second,
                "bundle acme.gpu 1.0.0 is deployed with other bytes, digest " + BundleDigest.of(first)
                        + "; raise Bundle-Version");
        host.release(BundleDigest.of(first));
        assertInstanceOf(PreparedBundle.Ready.class, prepare(second));
    }

    @Test
    void forgetsAllButWhatItIsToKeep() {
        byte[] one = TestBundle.function("return n;", "").jar();
        byte[] two = exporting("1.1.0", 2).jar();
        PreparedBundle kept = prepare(one);
        PreparedBundle gone = prepare(two);
        host.releaseAllBut(Set.of(BundleDigest.of(one)));
        assertSame(kept, prepare(one));
        assertNotSame(gone, prepare(two));
    }

    @Test
    void refusesBytesOfAnotherDigest() {
        byte[] jar = TestBundle.function("return n;", "").jar();
        BundleDigest wrong = BundleDigest.of(new byte[0]);

        assertEquals(
                new PreparedBundle.Refused(
                        List.of("the bytes have the digest " + BundleDigest.of(jar) + ", not " + wrong)),
                prepare(wrong, jar));
    }

    @Test
    void refusesWhatTheVerifierRefuses() {
        assertRefused(
                TestBundle.function("return System.nanoTime();", "").jar(),
                "acme.GpuRecipe.applyAsLong(GpuRecipe.java:5) java.lang.System.nanoTime: clock;"
                        + " use context.logTimeMillis()");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public GpuRecipe() { throw new IllegalStateException("no"); } | java.lang.IllegalStateException: no
            public GpuRecipe() { while (true) {} } | io.quorate.runtime.gas.OutOfGasError: the budget of 1000000 steps is used up
            static { for (long i = 0; i >= 0; ) { i = 0; } } | io.quorate.runtime.gas.OutOfGasError: the budget of 1000000 steps is used up
            static long endless(long n) { return endless(n + 1); } static final long Y = endless(1); | io.quorate.runtime.gas.OutOfGasError: calls are nested more than 256 deep
            static { try { while (true) {} } catch (Throwable t) { } } | io.quorate.runtime.gas.OutOfGasError: the budget of 1000000 steps is used up
            enum Mode { ON; static { if (ON != null) throw new IllegalStateException("bad"); } } | java.lang.IllegalStateException: bad
            """)
    void refusesARecipeThatCannotBeMade(String members, String cause) {
        assertRefused(
                TestBundle.function("return n;", members).jar(),
                "acme.GpuRecipe: cannot be loaded, initialised and constructed: " + cause);
    }

    @Test
    void installsAgainAfterAFailure() {
        assertInstanceOf(
                PreparedBundle.Refused.class,
                prepare(TestBundle.function("return n;", "public GpuRecipe() { throw new IllegalStateException(); }")
                        .jar()));

        assertEquals(5, run(ready(TestBundle.function("return n;", "")), 5));
    }

    @Test
    void namesTheCodeThatItRuns() {
        PreparedBundle.Ready first = ready(TestBundle.function("return n;", ""));
        PreparedBundle.Ready other =
                ready(TestBundle.function("return n + 1;", "").header("Bundle-Version", "2.0.0"));

        assertTrue(first.fingerprint().matches("gas=2;code=[0-9a-f]{16}"), first.fingerprint());
        assertNotEquals(first.fingerprint(), other.fingerprint());
    }

    @Test
    void freesTheClassLoadersOfReleasedBundles() throws InterruptedException {
        ReferenceQueue<ClassLoader> freed = new ReferenceQueue<>();
        List<Reference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            loaders.add(usedAndReleased(i, freed));
        }
        prepare(TestBundle.function("return n;", "").jar());

        int collected = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (collected < loaders.size() && System.nanoTime() < deadline) {
            System.gc();
            while (freed.remove(50) != null) {
                collected++;
            }
        }
        assertEquals(loaders.size(), collected);
    }

    /** A method of its own, so that no local variable of the test keeps the recipe. */
    private Reference<ClassLoader> usedAndReleased(int micro, ReferenceQueue<ClassLoader> freed) {
        byte[] jar = TestBundle.function(
                        "Supplier<Long> s = () -> n; return s.get() + M.valueOf(\"A\").ordinal();", "enum M { A }")
                .header("Bundle-Version", "1.0." + micro)
                .jar();
        PreparedBundle.Ready ready = (PreparedBundle.Ready) prepare(jar);
        assertEquals(3, run(ready, 3));
        host.release(BundleDigest.of(jar));
        return new PhantomReference<>(ready.recipe().getClass().getClassLoader(), freed);
    }

    private PreparedBundle.Ready ready(TestBundle bundle) {
        return assertInstanceOf(PreparedBundle.Ready.class, prepare(bundle.jar()));
    }

    private PreparedBundle prepare(byte[] jar) {
        return prepare(BundleDigest.of(jar), jar);
    }

    private PreparedBundle prepare(BundleDigest digest, byte[] jar) {
        CompletableFuture<PreparedBundle> verdict = new CompletableFuture<>();
        host.prepare(digest, jar, verdict::complete);
        return verdict.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void assertRefused(byte[] jar, String reason) {
        assertEquals(new PreparedBundle.Refused(List.of(reason)), prepare(jar));
    }

    private static long run(PreparedBundle.Ready ready, long argument) {
        Recipe recipe = ready.recipe();
        assertTrue(recipe instanceof LongUnaryOperator);
        return ((LongUnaryOperator) recipe).applyAsLong(argument);
    }
}
