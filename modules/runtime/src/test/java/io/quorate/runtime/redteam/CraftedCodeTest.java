package io.quorate.runtime.redteam;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.POP;

import io.quorate.kernel.PreparedBundle;
import io.quorate.runtime.BundleVerifier;
import io.quorate.runtime.FelixRecipeHost;
import io.quorate.runtime.TestBundle;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Class files that no compiler would make. */
class CraftedCodeTest {
    private static final String CODE = "String f() { return \"\"; } record Held(double n, Object o) {}"
            + " Held held() { return null; } long applied() { return 1; }";

    @TempDir
    Path cache;

    static Stream<Arguments> links() {
        Handle foreign = new Handle(H_INVOKESTATIC, "acme/GpuRecipe", "link", "()V", false);
        Handle condy = new Handle(
                H_INVOKESTATIC, "java/lang/invoke/ConstantBootstraps", "invoke", "()Ljava/lang/Object;", false);
        Handle concat = new Handle(
                H_INVOKESTATIC, "java/lang/invoke/StringConcatFactory", "makeConcatWithConstants", "()V", false);
        ConstantDynamic constant = new ConstantDynamic("c", "Ljava/lang/String;", condy);
        String linked = "constant of a method or computed at run time: reflection";
        return Stream.of(
                Arguments.of(
                        new InvokeDynamicInsnNode("f", "()Ljava/lang/String;", foreign),
                        "acme.GpuRecipe.link: reflection"),
                Arguments.of(
                        new InvokeDynamicInsnNode("f", "()Ljava/lang/String;", condy),
                        "java.lang.invoke.ConstantBootstraps.invoke: reflection"),
                Arguments.of(
                        new InvokeDynamicInsnNode("f", "()Ljava/lang/String;", concat, "\u0002", constant), linked),
                Arguments.of(new LdcInsnNode(constant), linked),
                Arguments.of(new LdcInsnNode(foreign), linked),
                Arguments.of(new LdcInsnNode(Type.getMethodType("()V")), linked));
    }

    @ParameterizedTest
    @MethodSource("links")
    void refusesForeignLinks(AbstractInsnNode instruction, String what) {
        byte[] jar = changed(type -> {
            MethodNode method = KeptStateTest.method(type, "f");
            InsnList code = new InsnList();
            code.add(instruction);
            code.add(new InsnNode(POP));
            method.instructions.insert(code);
        });

        Attack.assertRefused(jar, "acme.GpuRecipe.f(GpuRecipe.java) " + what);
    }

    @ParameterizedTest
    @CsvSource({"toString, Ljava/lang/String;", "hashCode, I"})
    void refusesTheMethodsOfARecordElsewhere(String name, String result) {
        byte[] jar = changed(type -> {
            Handle bootstrap = new Handle(H_INVOKESTATIC, "java/lang/runtime/ObjectMethods", "bootstrap", "()V", false);
            InsnList code = new InsnList();
            code.add(new InsnNode(Opcodes.ACONST_NULL));
            code.add(new InvokeDynamicInsnNode(name, "(Lacme/GpuRecipe$Held;)" + result, bootstrap));
            code.add(new InsnNode(POP));
            KeptStateTest.method(type, "f").instructions.insert(code);
        });

        Attack.assertRefused(
                jar,
                "acme.GpuRecipe.f(GpuRecipe.java) java.lang.runtime.ObjectMethods outside of a record's own methods:"
                        + " reflection");
    }

    @ParameterizedTest
    @CsvSource({"51, 0", "62, 0", "69, 0", "61, 65535", "45, 3"})
    void refusesVersionsOfClassFiles(int major, int minor) {
        byte[] jar = changed(type -> type.version = minor << 16 | major);

        Attack.assertRefused(
                jar,
                "acme.GpuRecipe(GpuRecipe.java) class file version " + major + "." + minor
                        + ": compile with --release 17");
    }

    @Test
    void refusesSubroutines() {
        byte[] jar = changed(type -> {
            LabelNode next = new LabelNode();
            InsnList code = new InsnList();
            code.add(new JumpInsnNode(Opcodes.JSR, next));
            code.add(next);
            code.add(new InsnNode(POP));
            KeptStateTest.method(type, "f").instructions.insert(code);
        });

        Attack.assertRefused(jar, "acme.GpuRecipe.f(GpuRecipe.java) subroutine; compile with --release 17");
    }

    @Test
    void refusesCodeThatTheJvmRefuses() throws Exception {
        byte[] jar = changed(type -> {
            InsnList code = new InsnList();
            code.add(new VarInsnNode(ALOAD, 0));
            code.add(new InsnNode(ARETURN));
            KeptStateTest.method(type, "f").instructions.insert(code);
        });

        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            assertInstanceOf(PreparedBundle.Refused.class, Attack.prepare(host, jar));
            Attack.assertAlive(host);
        }
    }

    @Test
    void refusesAHandlerThatGuardsItself() throws Exception {
        byte[] jar = Attack.changed(
                TestBundle.function("return forever(n);", "static long forever(long n) { throw null; }")
                        .jar(),
                "acme/GpuRecipe",
                type -> {
                    MethodNode method = KeptStateTest.method(type, "forever");
                    LabelNode handler = new LabelNode();
                    LabelNode end = new LabelNode();
                    method.instructions.clear();
                    method.localVariables.clear();
                    method.instructions.add(new InsnNode(Opcodes.ACONST_NULL));
                    method.instructions.add(new InsnNode(Opcodes.ATHROW));
                    method.instructions.insert(handler);
                    method.instructions.insert(new org.objectweb.asm.tree.FrameNode(
                            Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Throwable"}));
                    method.instructions.insert(new JumpInsnNode(Opcodes.GOTO, handler));
                    method.instructions.insert(new InsnNode(Opcodes.ACONST_NULL));
                    method.instructions.add(end);
                    method.tryCatchBlocks.add(new TryCatchBlockNode(handler, end, handler, null));
                    method.maxStack = 2;
                });

        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            PreparedBundle prepared = Attack.prepare(host, jar);
            if (prepared instanceof PreparedBundle.Ready) {
                Attack.assertCut(host, jar, "cut, the budget of 1000000 steps is used up");
            }
            Attack.assertAlive(host);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            class Own extends ArrayList<Integer> {} | java.util.ArrayList
            class Own extends TreeMap<String, String> {} | java.util.TreeMap
            abstract class Own implements CharSequence {} | java.lang.CharSequence
            abstract class Own implements Collection<Integer> {} | java.util.Collection
            abstract class Own implements Map<String, String> {} | java.util.Map
            abstract class Own implements Map.Entry<String, String> {} | java.util.Map$Entry
            """)
    void refusesCollectionsOfTheRecipesOwn(String declaration, String above) {
        Attack.assertRefused(
                TestBundle.recipe("static " + declaration).jar(),
                "acme.GpuRecipe$Own(GpuRecipe.java) is a " + above
                        + ", whose size and loops are charged as the JDK's own; keep one in a local variable instead");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            String getMessage() { while (true) {} } | getMessage
            Throwable getCause() { return this; } | getCause
            String toString() { while (true) {} } | toString
            StackTraceElement[] getStackTrace() { return null; } | getStackTrace
            void printStackTrace() { } | printStackTrace
            """)
    void refusesExceptionsThatRunCodeInTheServer(String method, String name) {
        Attack.assertRefused(
                TestBundle.recipe("static class Bad extends RuntimeException { public " + method + " }")
                        .jar(),
                "acme.GpuRecipe$Bad." + name
                        + "(GpuRecipe.java) method of an exception that the server may call, uncounted;"
                        + " give it another name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            protected void finalize() {} | finalize | finalizer; finalizers run at the collector's will
            native void f(); | f | native method
            synchronized void f() {} | f | synchronized method; a recipe runs on one thread
            """)
    void refusesMethodsThatTheJvmRuns(String method, String name, String what) {
        Attack.assertRefused(TestBundle.recipe(method).jar(), "acme.GpuRecipe." + name + "(GpuRecipe.java) " + what);
    }

    @Test
    void refusesCodeThatIsTooLargeToLookAt() {
        String calls = "n = n * 31 + 7; ".repeat(1_700);
        assertLimit("long f(long n) { " + calls + " return n; }", "8000; split the method");
        assertLimit(
                "long f(long n) { " + "try { n++; } catch (RuntimeException e) { n--; } ".repeat(257) + " return n; }",
                "ranges guarded by exception handlers, the limit is 256; split the method");
        String locals = Stream.iterate(0, i -> i + 1)
                .limit(130)
                .map(i -> "long v" + i + " = " + i + "; ")
                .reduce("", String::concat);
        assertLimit("void f() { " + locals + " }", "slots of local variables and operands, the limit is 256");
        byte[] many = changed(type -> {
            for (int i = 0; i < 52; i++) {
                MethodNode copy = new MethodNode(Opcodes.ACC_STATIC, "f" + i, "()V", null, null);
                for (int at = 0; at < 3_900; at++) {
                    copy.instructions.add(new InsnNode(Opcodes.ICONST_0));
                    copy.instructions.add(new InsnNode(POP));
                }
                copy.instructions.add(new InsnNode(Opcodes.RETURN));
                copy.maxStack = 1;
                type.methods.add(copy);
            }
        });
        List<String> violations = BundleVerifier.verify(many).violations();
        assertTrue(
                violations.stream().anyMatch(text -> text.contains("instructions, the limit is 400000")),
                violations::toString);
    }

    @Test
    void tellsOfMonstrousNamesInShort() {
        byte[] jar = TestBundle.recipe("void " + "x".repeat(60_000) + "() { System.nanoTime(); }")
                .jar();

        assertTrue(BundleVerifier.verify(jar).violations().get(0).length() < 1_000);
    }

    private static void assertLimit(String member, String what) {
        List<String> violations =
                BundleVerifier.verify(TestBundle.recipe(member).jar()).violations();
        assertTrue(
                violations.stream()
                        .anyMatch(
                                text -> text.startsWith("acme.GpuRecipe.f(GpuRecipe.java:4) ") && text.contains(what)),
                violations::toString);
    }

    private static byte[] changed(Attack.Change change) {
        return Attack.changed(TestBundle.recipe(CODE).jar(), "acme/GpuRecipe", (ClassNode type) -> change.to(type));
    }
}
