package io.quorate.runtime.redteam;

import static org.objectweb.asm.Opcodes.AASTORE;
import static org.objectweb.asm.Opcodes.ACONST_NULL;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.IASTORE;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_1;

import io.quorate.runtime.TestBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Places where a recipe could keep something from one command to the next, beside the rows. */
class KeptStateTest {
    private static final String MUTABLE_LIST =
            "static list that may be mutable; make it with List.of, of elements that cannot change";
    private static final String MUTABLE_TYPE = "static field of a mutable type; keep state in a Cell or Table";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static int count;
            static long[] CACHE = {1};
            static final StringBuilder TEXT = new StringBuilder();
            static final Optional<int[]> HELD = Optional.of(new int[1]);
            static final Supplier<int[]> HELD = () -> new int[1];
            static final Table.Row<int[], int[]> ROW = new Table.Row<>(new int[1], new int[1]);
            static final Outcome.Reply<Held> REPLY = new Outcome.Reply<>(new Held(new int[1]));
            static final RecipeException KEPT = new RecipeException("A", "b");
            static final Held HELD = new Held(new int[1]);
            """)
    void refusesStaticStateOfAnyKind(String field) {
        String members = "record Held(int[] n) {}\n" + field;
        String name = field.replaceAll("^[^=;]*?(\\w+)( =.*|;)$", "$1");
        String what = !field.contains("final")
                ? "static field that is not final; keep state in a Cell or Table"
                : MUTABLE_TYPE;

        Attack.assertRefused(TestBundle.recipe(members).jar(), "acme.GpuRecipe." + name + "(GpuRecipe.java) " + what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            List.of(new int[1])
            List.of("a", new int[1])
            List.of(new Held(new int[1]))
            List.of(List.of(new int[1]))
            List.of(new int[1], new int[1], new int[1], new int[1], new int[1], new int[1], new int[1], new int[1], new int[1], new int[1], new int[1])
            List.copyOf(new ArrayList<>(List.of(new int[1])))
            Collections.unmodifiableList(new ArrayList<>())
            """)
    void refusesStaticListsOfWhatCanChange(String list) {
        Attack.assertRefused(
                TestBundle.recipe("record Held(int[] n) {}\nstatic final List<?> LIST = " + list + ";")
                        .jar(),
                "acme.GpuRecipe.<clinit>(GpuRecipe.java:5) " + MUTABLE_LIST);
    }

    @Test
    void admitsConstants() {
        Attack.assertAdmitted(TestBundle.recipe("""
                enum Mode { A, B }
                record Name(String text, Mode mode) {}
                static final List<String> TEXTS = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");
                static final List<Object> MIXED = List.of("a", 1, Mode.A, new Name("n", Mode.B));
                static final FencingToken TOKEN = FencingToken.of(0, 1);
                static final Table<Long, Name> NAMES = Table.of("names", Long.class, Name.class);
                long of(Mode mode) { switch (mode) { case A: return Mode.values().length; default: return 2; } }
                """).jar());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (context, in) -> Outcome.reply(new Out(n[0]++))
            (Marked & CommandHandler<In, Out>) (context, in) -> Outcome.reply(new Out(n[0]++))
            (Own) (context, in) -> Outcome.reply(new Out(n[0]++))
            """)
    void refusesHandlersThatRemember(String handler) {
        byte[] jar = TestBundle.empty()
                .type("GpuRecipe", """
                        public class GpuRecipe implements Recipe {
                          public record In() {} public record Out(int n) {} interface Marked {}
                          interface Own extends RecipeDefinition.CommandHandler<In, Out> {}
                          public void define(RecipeDefinition recipe) {
                            int[] n = {0};
                            recipe.command("go", In.class, Out.class, HANDLER);
                          }
                        }""".replace(
                                "HANDLER", handler.replace("CommandHandler", "RecipeDefinition.CommandHandler")))
                .jar();

        Attack.assertRefused(
                jar,
                "acme.GpuRecipe.define(GpuRecipe.java:7) handler that captures a int[], which can change;"
                        + " keep state in a Cell or Table");
    }

    @Test
    void refusesToChangeTheConstantsOfAnEnum() {
        byte[] jar = Attack.changed(
                TestBundle.recipe("enum Mode { A, B; void f() {} } Mode m() { return Mode.A; }")
                        .jar(),
                "acme/GpuRecipe$Mode",
                type -> put(type, "f", "$VALUES", "[Lacme/GpuRecipe$Mode;", ACONST_NULL, AASTORE));

        Attack.assertRefused(
                jar,
                "acme.GpuRecipe$Mode.f(GpuRecipe.java) changes a static array, or hands it on;"
                        + " keep state in a Cell or Table");
    }

    @Test
    void refusesToChangeTheTableOfASwitch() {
        byte[] jar = Attack.changed(
                TestBundle.recipe("enum Mode { A, B } void f() {}\n"
                                + "int of(Mode m) { switch (m) { case A: return 1; default: return 2; } }")
                        .jar(),
                "acme/GpuRecipe",
                type -> {
                    String table = fieldRead(type, "of");
                    put(type, "f", table, "[I", ICONST_1, IASTORE);
                    // The field is in a class that the compiler made beside the recipe.
                    method(type, "f").instructions.forEach(instruction -> {
                        if (instruction instanceof FieldInsnNode field) {
                            field.owner = "acme/GpuRecipe$1";
                        }
                    });
                });

        Attack.assertRefused(
                jar,
                "acme.GpuRecipe.f(GpuRecipe.java) changes a static array, or hands it on; keep state in a Cell or Table");
    }

    private static String fieldRead(ClassNode type, String method) {
        for (AbstractInsnNode instruction : method(type, method).instructions) {
            if (instruction instanceof FieldInsnNode field && field.getOpcode() == GETSTATIC) {
                return field.name;
            }
        }
        throw new AssertionError(method);
    }

    private static void put(ClassNode type, String method, String field, String descriptor, int value, int store) {
        MethodNode changed = method(type, method);
        InsnList code = new InsnList();
        code.add(new FieldInsnNode(GETSTATIC, type.name, field, descriptor));
        code.add(new InsnNode(ICONST_0));
        code.add(new InsnNode(value));
        code.add(new InsnNode(store));
        changed.instructions.insert(code);
        changed.maxStack = 3;
    }

    static MethodNode method(ClassNode type, String name) {
        return type.methods.stream()
                .filter(method -> method.name.equals(name))
                .findFirst()
                .orElseThrow();
    }
}
