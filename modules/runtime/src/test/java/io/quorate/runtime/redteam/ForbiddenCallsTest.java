package io.quorate.runtime.redteam;

import io.quorate.runtime.TestBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways out of the recipe, and what would differ from node to node: each refused where it stands, with what to use instead. */
class ForbiddenCallsTest {
    private static final String MEMBERS = """
            static <T> T id(T t) { return t; }
            enum Mode { A, B }
            record Key(Mode mode, long n) {}
            interface Hashed { int hashCode(); }
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GpuRecipe.class.getDeclaredMethods(); | java.lang.Class.getDeclaredMethods: reflection
            GpuRecipe.class.getClassLoader(); | java.lang.Class.getClassLoader: reflection
            GpuRecipe.class.getModule(); | java.lang.Class.getModule: reflection
            GpuRecipe.class.getResourceAsStream("/x"); | java.lang.Class.getResourceAsStream: reflection
            Class.forName("acme.Other"); | java.lang.Class.forName: reflection
            java.lang.reflect.Array.newInstance(int.class, 9); | java.lang.reflect.Array.newInstance: reflection
            java.lang.reflect.Proxy.getProxyClass(null); | java.lang.reflect.Proxy.getProxyClass: reflection
            java.lang.invoke.MethodHandles.lookup(); | java.lang.invoke.MethodHandles.lookup: reflection
            java.lang.invoke.VarHandle.fullFence(); | java.lang.invoke.VarHandle.fullFence: reflection
            ClassLoader.getSystemClassLoader(); | java.lang.ClassLoader.getSystemClassLoader: reflection
            ServiceLoader.load(Runnable.class); | java.util.ServiceLoader.load: finds code that was not verified
            new java.io.ObjectOutputStream(null); | java.io.ObjectOutputStream: files and streams; state lives in Cell and Table
            new java.io.ObjectInputStream(null).readObject(); | java.io.ObjectInputStream.readObject: files and streams; state lives in Cell and Table
            Object o = (Runnable & java.io.Serializable) () -> {}; | java.io.Serializable: files and streams; state lives in Cell and Table
            StackWalker.getInstance(); | java.lang.StackWalker.getInstance: reflection
            sun.misc.Unsafe.getUnsafe(); | sun.misc.Unsafe.getUnsafe: neither in the bundle nor in io.quorate.recipe
            """)
    void refusesReflectionAndLoading(String statement, String what) {
        refuse(statement, what);
    }

    @Test
    void refusesLoadersAndAssertions() {
        byte[] jar = TestBundle.recipe("void f(int n) { assert n > 0; new ClassLoader() {}; }")
                .jar();

        Attack.assertRefused(jar, "acme.GpuRecipe$1(GpuRecipe.java) java.lang.ClassLoader: reflection");
        Attack.assertRefused(
                jar,
                "acme.GpuRecipe.<clinit>(GpuRecipe.java:2) java.lang.Class.desiredAssertionStatus: assertions are on or"
                        + " off on each node; throw an exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            String s = "x" + id(new Object()); | text of java.lang.Object: the text may hold an identity hash; use its components, or a variable of the exact type
            String s = new StringBuilder().append((Object) this).toString(); | text of acme.GpuRecipe: the text may hold an identity hash; use its components, or a variable of the exact type
            String s = "x" + new int[1]; | text of int[]: the text may hold an identity hash; use its components, or a variable of the exact type
            String s = "x" + List.of(new Object()); | text of java.util.List: the text may hold an identity hash; use its components, or a variable of the exact type
            String s = Objects.toString(this); | java.util.Objects.toString: the text may hold an identity hash; use its components, or a variable of the exact type
            int h = Mode.A.hashCode(); | acme.GpuRecipe$Mode.hashCode: may be an identity hash, which differs between nodes
            int h = new Key(Mode.A, 1).hashCode(); | acme.GpuRecipe$Key.hashCode: may be an identity hash, which differs between nodes
            int h = ((Hashed) null).hashCode(); | acme.GpuRecipe$Hashed.hashCode: may be an identity hash, which differs between nodes
            int h = id(new Object()).hashCode(); | java.lang.Object.hashCode: may be an identity hash, which differs between nodes
            ToIntFunction<Object> f = Object::hashCode; | java.lang.Object.hashCode: may be an identity hash, which differs between nodes
            int h = Optional.of(Mode.A).hashCode(); | java.util.Optional.hashCode: may be an identity hash, which differs between nodes
            int h = Map.entry(Mode.A, 1).hashCode(); | java.util.Map$Entry.hashCode: may be an identity hash, which differs between nodes
            int h = Arrays.hashCode(new Object[] {Mode.A}); | java.util.Arrays.hashCode: may be an identity hash, which differs between nodes
            int h = System.identityHashCode(Mode.A); | java.lang.System.identityHashCode: identity hash, which differs between nodes
            new HashMap<Mode, String>(); | java.util.HashMap: hash order; use a TreeMap or EnumMap
            new HashSet<Mode>(); | java.util.HashSet: hash order; use a TreeSet or EnumSet
            Set.of(Mode.A); | java.util.Set.of: order differs per virtual machine; use a TreeSet or EnumSet
            Map.of(1, 2, 3, 4); | java.util.Map.of: order differs per virtual machine; use a TreeMap
            Map.copyOf(new TreeMap<>()); | java.util.Map.copyOf: order differs per virtual machine; use a TreeMap
            new Hashtable<Mode, String>(); | java.util.Hashtable: hash order; use a TreeMap or EnumMap
            new IdentityHashMap<Mode, String>(); | java.util.IdentityHashMap: identity hash order; use a TreeMap
            """)
    void refusesHashesAndTheirOrder(String statement, String what) {
        refuse(statement, what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Locale.getDefault(); | java.util.Locale.getDefault: locale; a recipe does the same on every machine
            "a".toLowerCase(); | java.lang.String.toLowerCase: locale and tables of Unicode
            "a".toUpperCase(Locale.ROOT); | java.lang.String.toUpperCase: locale and tables of Unicode
            "a".getBytes(); | java.lang.String.getBytes: default charset; name StandardCharsets.UTF_8
            new String(new byte[1]); | java.lang.String.<init>: not among the parts of the JDK that recipes may use
            java.nio.charset.Charset.defaultCharset(); | java.nio.charset.Charset.defaultCharset: files and off-heap memory; state lives in Cell and Table
            String.format("%s", 1); | java.lang.String.format: formats depend on locale and JDK; use concatenation
            "%s".formatted(1); | java.lang.String.formatted: formats depend on locale and JDK; use concatenation
            new Formatter(); | java.util.Formatter: formats depend on locale and JDK; use concatenation
            TimeZone.getDefault(); | java.util.TimeZone.getDefault: asks the machine
            Math.sin(1); | java.lang.Math.sin: results differ between machines; use StrictMath
            Math.pow(2, 0.5); | java.lang.Math.pow: results differ between machines; use StrictMath
            Math.fma(1.0, 2.0, 3.0); | java.lang.Math.fma: results differ between machines; use StrictMath
            Double.doubleToRawLongBits(0.0 / n); | java.lang.Double.doubleToRawLongBits: not among the parts of the JDK that recipes may use
            String s = "x" + (double) n; | text of double: floating-point text changes between JDKs
            String s = "x" + (float) n; | text of float: floating-point text changes between JDKs
            String.valueOf(1.0); | java.lang.String.valueOf: the text may hold an identity hash; use its components, or a variable of the exact type
            Double.parseDouble("1"); | java.lang.Double.parseDouble: floating-point text changes between JDKs
            Character.isLetter('a'); | java.lang.Character.isLetter: tables of Unicode change between JDKs
            System.getProperty("x"); | java.lang.System.getProperty: asks the machine
            System.getenv("x"); | java.lang.System.getenv: asks the machine
            System.lineSeparator(); | java.lang.System.lineSeparator: asks the machine
            System.out.println(); | java.lang.System.out: asks the machine
            System.gc(); | java.lang.System.gc: asks the machine
            System.loadLibrary("x"); | java.lang.System.loadLibrary: asks the machine
            Runtime.getRuntime().availableProcessors(); | java.lang.Runtime.availableProcessors: asks the machine
            ProcessHandle.current(); | java.lang.ProcessHandle.current: processes
            "a".intern(); | java.lang.String.intern: outlives the command; compare with equals
            Collections.shuffle(new ArrayList<>(List.of(1))); | java.util.Collections.shuffle: chance; use context.random()
            java.time.LocalDate.now(); | java.time.LocalDate.now: clock; use context.logTimeMillis(), or context.calendarMillis() for display
            new SplittableRandom(); | java.util.SplittableRandom: chance; use context.random()
            """)
    void refusesWhatDiffersBetweenMachines(String statement, String what) {
        refuse(statement, what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            List.of(1).parallelStream(); | java.util.List.parallelStream: streams do uncounted work; use a loop
            "abc".chars(); | java.lang.String.chars: streams do uncounted work; use charAt
            java.util.stream.Stream.iterate(1, x -> x); | java.util.stream.Stream.iterate: streams do uncounted work; use a loop
            Thread.currentThread(); | java.lang.Thread.currentThread: threads; a recipe runs on one thread, park a call with Tickets
            new ThreadLocal<String>(); | java.lang.ThreadLocal: outlives the command; keep state in a Cell or Table
            java.util.concurrent.ForkJoinPool.commonPool(); | java.util.concurrent.ForkJoinPool.commonPool: threads; a recipe runs on one thread
            new java.util.Timer(); | java.util.Timer: threads; use io.quorate.recipe.Timer
            synchronized (this) { } | synchronized block; a recipe runs on one thread
            this.wait(); | java.lang.Object.wait: threads; park the call with Tickets
            this.notifyAll(); | java.lang.Object.notifyAll: threads; park the call with Tickets
            java.lang.ref.Cleaner.create(); | java.lang.ref.Cleaner.create: tells what the garbage collector did
            new java.lang.ref.WeakReference<>(this); | java.lang.ref.WeakReference: tells what the garbage collector did
            new WeakHashMap<String, String>(); | java.util.WeakHashMap: tells what the garbage collector did
            try { id(1); } catch (StackOverflowError e) { } | java.lang.StackOverflowError: when the stack ends differs between nodes; the depth of calls is limited for you
            try { id(1); } catch (OutOfMemoryError e) { } | java.lang.OutOfMemoryError: when memory ends differs between nodes; what you allocate is charged to you
            try { id(1); } catch (io.quorate.runtime.gas.OutOfGasError e) { } | io.quorate.runtime.gas.OutOfGasError: neither in the bundle nor in io.quorate.recipe
            throw new Error(); | java.lang.Error.<init>: not among the parts of the JDK that recipes may use
            java.math.BigInteger.TEN.pow(1 << 30); | java.math.BigInteger.pow: grows uncounted; use long
            "x".repeat(1 << 30); | java.lang.String.repeat: grows uncounted; use a StringBuilder
            "aaaaaaaa".matches("(a+)+b"); | java.lang.String.matches: regular expressions
            "a".split("b"); | java.lang.String.split: regular expressions
            java.util.regex.Pattern.compile("(a+)+b"); | java.util.regex.Pattern.compile: regular expressions
            new ArrayList<Integer>().sort((a, b) -> 1); | java.util.ArrayList.sort: sorting with comparators is not counted; keep rows in a Table, or use a TreeMap
            Collections.sort(new ArrayList<Integer>()); | java.util.Collections.sort: sorting with comparators is not counted; keep rows in a Table, or use a TreeMap
            new PriorityQueue<Integer>(); | java.util.PriorityQueue: a comparator of the recipe's own is not counted; use a TreeMap
            new LinkedList<Integer>().get(1); | java.util.LinkedList.get: its get walks, uncounted; use an ArrayList or ArrayDeque
            new BitSet().set(Integer.MAX_VALUE); | java.util.BitSet.set: not among the parts of the JDK that recipes may use
            new ArrayList<>(List.of(1)).subList(0, 1).add(2); | java.util.ArrayList.subList: a view that costs more the deeper it is nested; use a loop
            new ArrayList<>(List.of(1)).iterator().remove(); | java.util.Iterator.remove: removing in the middle is not counted; use removeIf
            new TreeMap<Integer, Integer>().remove(1, 2); | java.util.TreeMap.remove: compares values, uncounted; get, compare and remove
            new TreeMap<Integer, Integer>().tailMap(1); | java.util.TreeMap.tailMap: a view that costs more the deeper it is nested; use ceilingEntry and higherEntry
            int[][] grid = new int[1 << 15][1 << 15]; | array of several dimensions, which is not charged; use lists
            Predicate<Object> f = List.of(1)::contains; | method reference to java.util.List.contains, which is charged by size; write it as a lambda
            new java.net.Socket(); | java.net.Socket: network
            java.nio.file.Files.delete(null); | java.nio.file.Files.delete: files and off-heap memory; state lives in Cell and Table
            new io.quorate.codec.CodecException("x"); | io.quorate.codec.CodecException: neither in the bundle nor in io.quorate.recipe
            """)
    void refusesThreadsMemoryAndUncountedWork(String statement, String what) {
        refuse(statement, what);
    }

    private static void refuse(String statement, String what) {
        // A checked exception of the statement is none of the test's business.
        String code = "try { if (n == 1) throw new Exception(); " + statement + " } catch (Exception e) { }";
        Attack.assertRefused(
                TestBundle.function(code + " return n;", MEMBERS).jar(),
                "acme.GpuRecipe.applyAsLong(GpuRecipe.java:5) " + what);
    }
}
