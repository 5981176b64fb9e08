package io.quorate.runtime.redteam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.runtime.BundleVerifier;
import io.quorate.runtime.FelixRecipeHost;
import io.quorate.runtime.TestBundle;
import io.quorate.runtime.gas.Gas;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

/** What the tests of this package do with a hostile bundle: have it verified, or run it within a command's budget. */
final class Attack {
    /** As a server's {@code command.max-steps}. */
    static final long BUDGET = 1_000_000;

    /** Far more than a command within the budget takes, far less than an uncounted attack. */
    private static final long MAX_SECONDS = 60;

    private Attack() {}

    static void assertRefused(byte[] jar, String violation) {
        List<String> violations = BundleVerifier.verify(jar).violations();

        assertTrue(violations.contains(violation), () -> String.join("\n", violations));
    }

    static void assertAdmitted(byte[] jar) {
        assertEquals(List.of(), BundleVerifier.verify(jar).violations());
    }

    /** Runs the function that the bundle holds twice; it must be cut both times, after the same steps, and leave the host alive. */
    static void assertCut(FelixRecipeHost host, byte[] jar, String why) throws Exception {
        String first = count(host, jar);
        assertTrue(first.contains(why), first);
        assertEquals(first, count(host, jar));
        assertAlive(host);
    }

    static void assertAlive(FelixRecipeHost host) throws Exception {
        byte[] harmless = TestBundle.function("return n + 1;", "")
                .header("Bundle-SymbolicName", "acme.harmless")
                .jar();
        assertTrue(count(host, harmless).endsWith(" steps, 1"));
    }

    /** Steps that were used, and what came out, on a thread as a node applies on. */
    static String count(FelixRecipeHost host, byte[] jar) throws Exception {
        LongUnaryOperator function = (LongUnaryOperator) ready(host, jar).recipe();
        FutureTask<String> counted = new FutureTask<>(() -> count(host.meter(), function));
        Thread apply = new Gas.ApplyThread(counted, "apply");
        apply.setDaemon(true);
        apply.start();
        try {
            return counted.get(MAX_SECONDS, TimeUnit.SECONDS);
        } finally {
            host.release(BundleDigest.of(jar));
        }
    }

    private static String count(Meter meter, LongUnaryOperator function) {
        meter.begin(BUDGET);
        String result;
        try {
            result = Long.toString(function.applyAsLong(0));
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            result = meter.isOverBudget(e)
                    ? "cut, " + e.getMessage()
                    : "threw " + e.getClass().getName();
        }
        return meter.end() + " steps, " + result;
    }

    static PreparedBundle.Ready ready(FelixRecipeHost host, byte[] jar) {
        PreparedBundle prepared = prepare(host, jar);
        return assertInstanceOf(PreparedBundle.Ready.class, prepared, prepared::toString);
    }

    static PreparedBundle prepare(FelixRecipeHost host, byte[] jar) {
        CompletableFuture<PreparedBundle> verdict = new CompletableFuture<>();
        host.prepare(BundleDigest.of(jar), jar, verdict::complete);
        return verdict.orTimeout(MAX_SECONDS, TimeUnit.SECONDS).join();
    }

    /** A change of a compiled class, as no compiler would make it. */
    interface Change {
        void to(ClassNode type);
    }

    /** The bundle with one of its classes changed. */
    static byte[] changed(byte[] jar, String internalName, Change change) {
        byte[] changed = Jars.replaced(jar, internalName + ".class", bytes -> {
            ClassNode type = new ClassNode();
            new ClassReader(bytes).accept(type, 0);
            change.to(type);
            ClassWriter writer = new ClassWriter(0);
            type.accept(writer);
            return writer.toByteArray();
        });
        assertFalse(java.util.Arrays.equals(jar, changed));
        return changed;
    }
}
