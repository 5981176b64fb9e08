package io.quorate.runtime.redteam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.PreparedBundle;
import io.quorate.runtime.BundleVerifier;
import io.quorate.runtime.FelixRecipeHost;
import io.quorate.runtime.TestBundle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.tree.FieldNode;

/** Entries of a bundle that are meant for another reader than the verifier; {@code BadBundleTest} has those that are refused. */
class HostileArchiveTest {
    private static final byte[] NONE = {};

    @TempDir
    Path cache;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            java/lang/String.class | entry java/lang/String.class: the package belongs to the server
            io/quorate/recipe/client/Evil.class | entry io/quorate/recipe/client/Evil.class: the package belongs to the server
            io/quorate/codec/RecordCodec.class | entry io/quorate/codec/RecordCodec.class: the package belongs to the server
            acme/../../../../etc/passwd | entry acme/../../../../etc/passwd: path with '..'
            acme//x | entry acme//x: path with ''
            ./x | entry ./x: path with '.'
            acme\\x | entry acme\\x: absolute or foreign path
            lib/nested.jar | entry lib/nested.jar: embedded jars are not read; put the classes into the bundle
            lib/native.dylib | entry lib/native.dylib: native code
            """)
    void refusesEntriesThatShadowOrEscape(String name, String reason) {
        assertEquals(
                List.of(reason),
                BundleVerifier.verify(TestBundle.recipe("").entry(name, NONE).jar())
                        .violations());
    }

    /** What a signer, a service loader, another framework or a module system would look at is nothing but bytes here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "META-INF/EVIL.SF",
                "META-INF/EVIL.RSA",
                "META-INF/services/java.nio.file.spi.FileSystemProvider",
                "META-INF/INDEX.LIST",
                "lib/nested.zip",
                "lib/nested.JAR.txt",
                "module-info.class",
                "OSGI-INF/component.xml",
                "plugin.xml"
            })
    void runsBundlesWithEntriesThatNobodyReads(String name) throws Exception {
        byte[] jar = TestBundle.function("return n + 1;", "")
                .entry(name, TestBundle.utf8("evil"))
                .jar();

        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            assertTrue(Attack.count(host, jar).endsWith(" steps, 1"));
            Attack.assertAlive(host);
        }
    }

    /** A name that is also one of the framework's, the server's or the JDK's gives the bundle a class of its own, no more. */
    @ParameterizedTest
    @ValueSource(strings = {"org.osgi.framework.FrameworkUtil", "io.quorate.kernel.Kernel"})
    void givesShadowsNoPower(String name) throws Exception {
        int dot = name.lastIndexOf('.');
        byte[] jar = TestBundle.function("return " + name + ".answer();", "")
                .source(
                        name,
                        "package " + name.substring(0, dot) + "; public class " + name.substring(dot + 1)
                                + " { public static long answer() { return 42; } }")
                .jar();

        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            assertTrue(Attack.count(host, jar).endsWith(" steps, 42"));
        }
    }

    @Test
    void neverLoadsTheFacade() throws Exception {
        byte[] jar = TestBundle.function("return n;", "")
                .source(
                        "acme.api.Gpus",
                        "package acme.api; public class Gpus { static { System.exit(1); } native void f(); }")
                .jar();

        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            ClassLoader loader = Attack.ready(host, jar).recipe().getClass().getClassLoader();
            assertThrows(LinkageError.class, () -> Class.forName("acme.api.Gpus", true, loader));
        }
    }

    @Test
    void refusesHugeClasses() {
        byte[] jar = Attack.changed(TestBundle.recipe("").jar(), "acme/GpuRecipe", type -> {
            for (int i = 0; i < 20; i++) {
                type.fields.add(new FieldNode(0, i + "x".repeat(60_000), "I", null, null));
            }
        });

        String violation = BundleVerifier.verify(jar).violations().get(0);
        assertTrue(violation.startsWith("entry acme/GpuRecipe.class: has 12"), violation);
        assertTrue(violation.endsWith(" bytes, the limit of a class is 524288; split it"), violation);
    }

    @Test
    void leavesNothingBehindWhenARecipeCannotBeMade() throws Exception {
        String members = """
                static class Deep extends RuntimeException { Deep(Throwable cause) { super(cause); } }
                public GpuRecipe() { RuntimeException e = null; for (int i = 0; i < 10_000; i++) e = new Deep(e); throw e; }
                """;
        byte[] jar = TestBundle.function("return n;", members).jar();

        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            assertInstanceOf(PreparedBundle.Refused.class, Attack.prepare(host, jar));
            assertInstanceOf(PreparedBundle.Refused.class, Attack.prepare(host, jar));
            Attack.assertAlive(host);
        }
    }
}
