package io.quorate.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleVerifierTest {
    static final String LOCK_LIKE = """
            public record Acquire(String owner, @io.quorate.codec.DefaultValue("1") int permits, List<String> tags) {}
            public record Grant(FencingToken token, Mode mode) {}
            public enum Mode { SHARED, EXCLUSIVE }
            private static final Cell<Integer> LIMIT = Cell.of("limit", Integer.class);
            private static final Table<Long, Grant> HELD = Table.of("held", Long.class, Grant.class);
            private static final Tickets<Acquire, Grant> WAITING = Tickets.of("waiting", Acquire.class, Grant.class);
            private static final List<String> KINDS = List.of("a", "b");
            private static final Mode DEFAULT = Mode.EXCLUSIVE;
            private Outcome<Grant> acquire(ApplyContext context, Acquire request) {
                TreeMap<String, Long> byOwner = new TreeMap<>();
                for (Table.Row<Long, Grant> row : HELD.page(context, Optional.empty(), 10)) {
                    byOwner.merge(row.value().token().toString(), 1L, Long::sum);
                }
                Function<String, String> decorate = text -> text + KINDS.get(0) + request.permits() + DEFAULT + context.token();
                String text = Optional.of(request.owner()).map(decorate).orElse("none");
                switch (DEFAULT) { case SHARED: text += "s"; break; default: text += request.tags().size(); }
                switch (text) { case "x": return WAITING.park(context, request, 10); default: }
                if (byOwner.isEmpty()) throw new RecipeException("NOT_HELD", "held by " + text);
                try { KINDS.get(request.permits()); } catch (IndexOutOfBoundsException e) { return Outcome.parked(); }
                for (Mode mode : Mode.values()) text += mode;
                Grant grant = new Grant(context.token(), Mode.valueOf("SHARED"));
                text += grant;
                return Outcome.reply(grant);
            }
            """;

    @Test
    void acceptsWhatARecipeNeeds() {
        BundleReport report = BundleVerifier.verify(TestBundle.recipe(LOCK_LIKE).jar());

        assertEquals(List.of(), report.violations());
        assertEquals(Optional.of(new RecipeHeader("gpu", "1.0.0", 1, 2, "acme.GpuRecipe")), report.header());
    }

    @Test
    void leavesAFacadeBesideTheRecipeAlone() {
        assertEquals(List.of(), BundleVerifier.verify(withFacade("").jar()).violations());
    }

    @Test
    void catchesAFacadeThatTheRecipeUses() {
        List<String> violations = BundleVerifier.verify(
                        withFacade("void use() { acme.api.Gpus.start(); }").jar())
                .violations();

        assertTrue(
                violations.stream()
                        .anyMatch(text -> text.startsWith("acme.api.Gpus.start(Gpus.java:2) java.lang.Thread")),
                violations::toString);
    }

    private static TestBundle withFacade(String members) {
        return TestBundle.recipe(members).source("acme.api.Gpus", """
                package acme.api;
                public class Gpus { public static void start() { new Thread(() -> {}).start(); }
                  java.util.concurrent.CompletableFuture<acme.GpuRecipe> future; }
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            System.currentTimeMillis(); | java.lang.System.currentTimeMillis: clock; use context.logTimeMillis()
            System.nanoTime(); | java.lang.System.nanoTime: clock; use context.logTimeMillis()
            LongSupplier s = System::nanoTime; | java.lang.System.nanoTime: clock; use context.logTimeMillis()
            java.time.Instant.now(); | java.time.Instant.now: clock; use context.logTimeMillis(), or context.calendarMillis() for display
            new Random(); | java.util.Random: chance; use context.random()
            Math.random(); | java.lang.Math.random: chance; use context.random()
            Math.sin(1); | java.lang.Math.sin: results differ between machines; use StrictMath
            UUID.randomUUID(); | java.util.UUID.randomUUID: chance; use context.random() or context.token()
            new Thread(() -> {}).start(); | java.lang.Thread: threads; a recipe runs on one thread, park a call with Tickets
            new java.util.concurrent.CompletableFuture<String>(); | java.util.concurrent.CompletableFuture: threads; a recipe runs on one thread
            new java.io.File("/x"); | java.io.File: files and streams; state lives in Cell and Table
            java.nio.file.Path.of("/x"); | java.nio.file.Path.of: files and off-heap memory; state lives in Cell and Table
            System.exit(1); | java.lang.System.exit: asks the machine
            System.identityHashCode(this); | java.lang.System.identityHashCode: identity hash, which differs between nodes
            new HashMap<String, String>(); | java.util.HashMap: hash order; use a TreeMap or EnumMap
            new LinkedHashSet<String>(); | java.util.LinkedHashSet: hashes with identity cost differently on each node; use a TreeSet or EnumSet
            Set.of("a"); | java.util.Set.of: order differs per virtual machine; use a TreeSet or EnumSet
            Map.of("a", 1); | java.util.Map.of: order differs per virtual machine; use a TreeMap
            getClass(); | java.lang.Object.getClass: reflection
            org.osgi.framework.FrameworkUtil.getBundle(GpuRecipe.class); | org.osgi.framework.FrameworkUtil.getBundle: neither in the bundle nor in io.quorate.recipe
            "a".getClass().getMethods(); | java.lang.Class.getMethods: reflection
            try { Class.forName("x"); } catch (ClassNotFoundException e) { } | java.lang.Class.forName: reflection
            hashCode(); | java.lang.Object.hashCode: may be an identity hash, which differs between nodes
            List.of().hashCode(); | java.util.List.hashCode: may be an identity hash, which differs between nodes
            Objects.hash(1); | java.util.Objects.hash: may be an identity hash, which differs between nodes
            List.of(1).stream(); | java.util.List.stream: streams do uncounted work; use a loop
            new ArrayList<Integer>().parallelStream(); | java.util.ArrayList.parallelStream: streams do uncounted work; use a loop
            java.util.stream.LongStream.range(0, 9).sum(); | java.util.stream.LongStream.range: streams do uncounted work; use a loop
            new ArrayList<Integer>().sort(null); | java.util.ArrayList.sort: sorting with comparators is not counted; keep rows in a Table, or use a TreeMap
            new TreeMap<String, String>((a, b) -> 0); | java.util.TreeMap.<init>: a comparator of the recipe's own is not counted; use keys with a natural order
            "a".matches("b"); | java.lang.String.matches: regular expressions
            String.format("%d", 1); | java.lang.String.format: formats depend on locale and JDK; use concatenation
            "a".toUpperCase(); | java.lang.String.toUpperCase: locale and tables of Unicode
            "a".getBytes(); | java.lang.String.getBytes: default charset; name StandardCharsets.UTF_8
            "a".replace("b", "c"); | java.lang.String.replace: grows uncounted; use a StringBuilder
            String.join("a", "b"); | java.lang.String.join: grows uncounted; use a StringBuilder
            new TreeSet<>(List.of(1)).removeAll(List.of(1)); | java.util.TreeSet.removeAll: compares everything with everything, uncounted; use a loop
            int i = id(1); String s = "" + i+i+i+i+i+i+i+i+i+i+i+i+i+i+i+i+i+i; | concatenation of more than 16 parts; use a StringBuilder
            new ArrayList<Integer>().add(0, 1); | java.util.ArrayList.add: inserting into the middle is not counted; add at the end
            "a".repeat(9); | java.lang.String.repeat: grows uncounted; use a StringBuilder
            Character.isLetter('a'); | java.lang.Character.isLetter: tables of Unicode change between JDKs
            Double.toString(2e23); | java.lang.Double.toString: floating-point text changes between JDKs
            double d = id(2); String s = "x" + d; | text of double: floating-point text changes between JDKs
            Object o = id(new Object()); String s = "x" + o; | text of java.lang.Object: the text may hold an identity hash; use its components, or a variable of the exact type
            List<String> l = List.of(); String s = "x" + l; | text of java.util.List: the text may hold an identity hash; use its components, or a variable of the exact type
            String s = "x" + new Holder(new int[1]); | text of acme.GpuRecipe$Holder: the text may hold an identity hash; use its components, or a variable of the exact type
            String s = toString(); | java.lang.Object.toString: the text may hold an identity hash; use its components, or a variable of the exact type
            String s = String.valueOf(this); | text of acme.GpuRecipe: the text may hold an identity hash; use its components, or a variable of the exact type
            try { id(1); } catch (RuntimeException e) { e.getMessage(); } | java.lang.RuntimeException.getMessage: the virtual machine's messages differ between runs; use RecipeException.code()
            try { id(1); } catch (RuntimeException e) { e.printStackTrace(); } | java.lang.RuntimeException.printStackTrace: output
            IntFunction<List<String>> f = ArrayList::new; | method reference to java.util.ArrayList.<init>, which is charged by size; write it as a lambda
            BinaryOperator<String> f = String::concat; | method reference to java.lang.String.concat, which is charged by size; write it as a lambda
            synchronized (this) { } | synchronized block; a recipe runs on one thread
            int[][] grid = new int[2][2]; | array of several dimensions, which is not charged; use lists
            counter = 1; | write to a static field; keep state in a Cell or Table
            io.quorate.codec.KeyCodec.of(Long.class); | io.quorate.codec.KeyCodec.of: neither in the bundle nor in io.quorate.recipe
            io.quorate.runtime.gas.Gas.current().begin(1); | io.quorate.runtime.gas.Gas.current: neither in the bundle nor in io.quorate.recipe
            """)
    void refusesInCode(String statement, String what) {
        String members = "static int counter; static <T> T id(T t) { return t; } record Holder(int[] array) {}\n"
                + "void acquire() {\n" + statement + "\n}";

        assertViolation(members, "acme.GpuRecipe.acquire(GpuRecipe.java:6) " + what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static int counter; | acme.GpuRecipe.counter(GpuRecipe.java) static field that is not final; keep state in a Cell or Table
            static final int[] CACHE = {1}; | acme.GpuRecipe.CACHE(GpuRecipe.java) static array, which is mutable; use List.of
            static final TreeMap<String, String> CACHE = new TreeMap<>(); | acme.GpuRecipe.CACHE(GpuRecipe.java) static field of a mutable type; keep state in a Cell or Table
            static final List<String> CACHE = new ArrayList<>(); | acme.GpuRecipe.<clinit>(GpuRecipe.java:4) static list that may be mutable; make it with List.of, of elements that cannot change
            int counter; | acme.GpuRecipe.counter(GpuRecipe.java) field that can change or hold something that can; keep state in a Cell or Table
            final StringBuilder text = new StringBuilder(); | acme.GpuRecipe.text(GpuRecipe.java) field that can change or hold something that can; keep state in a Cell or Table
            synchronized void run() {} | acme.GpuRecipe.run(GpuRecipe.java) synchronized method; a recipe runs on one thread
            native void run(); | acme.GpuRecipe.run(GpuRecipe.java) native method
            protected void finalize() {} | acme.GpuRecipe.finalize(GpuRecipe.java) finalizer; finalizers run at the collector's will
            void run(java.net.Socket socket) {} | acme.GpuRecipe.run(GpuRecipe.java) java.net.Socket: network
            enum Mode { ON { int uses; } } static final Mode MODE = Mode.ON; | acme.GpuRecipe.MODE(GpuRecipe.java) static field of a mutable type; keep state in a Cell or Table
            enum Mode { ON; int uses; } static final Mode MODE = Mode.ON; | acme.GpuRecipe.MODE(GpuRecipe.java) static field of a mutable type; keep state in a Cell or Table
            """)
    void refusesInDeclarations(String members, String violation) {
        assertViolation(members, violation);
    }

    @Test
    void refusesAHandlerThatCapturesSomethingMutable() {
        byte[] jar = TestBundle.empty().type("GpuRecipe", """
                        public class GpuRecipe implements Recipe {
                          record In() {} record Out(int n) {}
                          public void define(RecipeDefinition recipe) {
                            int[] n = {0};
                            recipe.command("go", In.class, Out.class, (context, in) -> Outcome.reply(new Out(n[0]++)));
                          }
                        }""").jar();

        assertEquals(
                List.of("acme.GpuRecipe.define(GpuRecipe.java:6) handler that captures a int[], which can change;"
                        + " keep state in a Cell or Table"),
                BundleVerifier.verify(jar).violations());
    }

    @Test
    void looksIntoSuperclassesOfTheRecipe() {
        byte[] jar = TestBundle.empty()
                .type("Base", "abstract class Base { int uses; }")
                .type(
                        "GpuRecipe",
                        "public class GpuRecipe extends Base implements Recipe {"
                                + " public void define(RecipeDefinition recipe) {} }")
                .jar();

        assertEquals(
                List.of("acme.Base.uses(Base.java) field that can change or hold something that can;"
                        + " keep state in a Cell or Table"),
                BundleVerifier.verify(jar).violations());
    }

    @Test
    void tellsTheFirstOfManyViolations() {
        List<String> violations = BundleVerifier.verify(
                        TestBundle.recipe("void f() {" + "System.nanoTime();\n".repeat(200) + "}")
                                .jar())
                .violations();

        assertEquals(VerifiedBundle.MAX_VIOLATIONS + 1, violations.size());
        assertEquals("and 100 more", violations.get(VerifiedBundle.MAX_VIOLATIONS));
    }

    private static void assertViolation(String members, String violation) {
        List<String> violations =
                BundleVerifier.verify(TestBundle.recipe(members).jar()).violations();

        assertTrue(violations.contains(violation), () -> String.join("\n", violations));
    }
}
