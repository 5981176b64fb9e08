package io.quorate.runtime.redteam;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.runtime.FelixRecipeHost;
import io.quorate.runtime.TestBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recipes that want more time, memory or stack than they are given; each is cut after the same steps, and the host goes on. */
class UncountedWorkTest {
    private static final String STEPS = "cut, the budget of 1000000 steps is used up";
    private static final String DEPTH = "cut, calls are nested more than 256 deep";
    private static final String NESTING = "cut, collections are nested more than 16 deep";

    /** Texts of 2^20 characters, a list and a map of many elements, and what attacks are made of. */
    private static final String MEMBERS = """
            record Pair(Object a, Object b) {}
            record Listed(List<Object> all) {}
            static final class Refused extends RuntimeException { Refused() { super("no"); } }
            static final class Odd implements Comparable<Odd> { public int compareTo(Odd o) { return 1; } }
            static String text(int length) { char[] c = new char[length];
              for (int i = 0; i < length; i++) c[i] = 'a'; return new String(c); }
            static List<Integer> numbers(int size) { List<Integer> list = new ArrayList<>();
              for (int i = 0; i < size; i++) list.add(i); return list; }
            static long down(long n) { return down(n + 1) + 1; }
            static long downCatching(long n) { try { return downCatching(n + 1); } catch (Throwable t) { return n; } }
            static long at(int depth, LongSupplier work) { return depth == 0 ? work.getAsLong() : at(depth - 1, work); }
            """;

    @TempDir
    static Path cache;

    private static FelixRecipeHost host;

    @BeforeAll
    static void start() {
        host = new FelixRecipeHost(cache);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a loop without end | while (n >= 0) n = 0;
            catches everything and goes on | while (n >= 0) try { while (n >= 0) n = 0; } catch (Throwable t) { n = 0; }
            a finally block that loops | while (n >= 0) try { n = 0; } finally { continue; }
            catches what the JVM throws | int[] none = {}; while (n >= 0) try { n = none[1]; } catch (RuntimeException e) { n = 0; }
            a doubling list | List<Integer> l = new ArrayList<>(List.of(1)); while (n >= 0) l.addAll(l);
            a list doubled by the JDK's own loop | List<Integer> a = new ArrayList<>(List.of(1)), b = new ArrayList<>(a); while (n >= 0) { a.forEach(b::add); b.forEach(a::add); }
            a doubling text | String s = "x"; while (n >= 0) s += s;
            a doubling builder | StringBuilder b = new StringBuilder("x"); while (n >= 0) b.append(b.toString());
            a text grown in one call | String s = text(1 << 20); while (n >= 0) s = s.concat(s);
            a huge array | n = new long[1 << 30].length;
            huge lists | List<Object> l = new ArrayList<>(); while (n >= 0) l.add(new ArrayList<Object>(1 << 20));
            copies of an array | long[] a = new long[1 << 16]; List<Object> l = new ArrayList<>(); while (n >= 0) l.add(a.clone());
            copies of bytes as texts | byte[] a = new byte[1 << 20]; List<Object> l = new ArrayList<>(); while (n >= 0) l.add(new String(a, java.nio.charset.StandardCharsets.UTF_8));
            copies of characters | char[] a = new char[1 << 20]; List<Object> l = new ArrayList<>(); while (n >= 0) l.add(new String(a, 0, a.length));
            copies of a part of a text | String s = text(1 << 20); List<Object> l = new ArrayList<>(); while (n >= 0) l.add(s.subSequence(0, s.length()));
            arrays of a list | List<Integer> a = numbers(1 << 16); List<Object> l = new ArrayList<>(); while (n >= 0) l.add(a.toArray());
            objects without arrays | List<Object> l = new ArrayList<>(); while (n >= 0) { l.add(new ArrayDeque<>()); l.add(new TreeMap<>()); l.add(new ArrayDeque<>()); }
            a search in texts | String a = text(1 << 20), b = text(1 << 19).concat("b"); while (n >= 0) a.contains(b);
            a search from an index | String a = text(1 << 20); while (n >= 0) n += a.indexOf("b", 1) + a.indexOf('b', 1) + a.lastIndexOf("b", a.length());
            a comparison of beginnings | String a = text(1 << 20), b = text(1 << 20); while (n >= 0) a.startsWith(b, 0);
            a comparison of texts | Object a = text(1 << 20), b = text(1 << 20); while (n >= 0) a.equals(b);
            a comparison by its interface | Comparable<String> a = text(1 << 20); String b = text(1 << 20); while (n >= 0) a.compareTo(b);
            a comparison by a comparator | String a = text(1 << 20), b = text(1 << 20); Comparator<String> c = Comparator.naturalOrder(); while (n >= 0) c.compare(a, b);
            a text of spaces | String a = text(1 << 20).replace('a', ' '); while (n >= 0) a.trim();
            a number of many zeros | String a = text(1 << 20).replace('a', '0'); while (n >= 0) Integer.parseInt(a, 0, a.length(), 10);
            long keys | TreeMap<String, Integer> m = new TreeMap<>(); String a = text(1 << 20), b = text(1 << 20); m.put(a, 1); while (n >= 0) m.get(b);
            long keys as objects | Map<String, Integer> m = new TreeMap<>(); String a = text(1 << 20), b = text(1 << 20); m.put(a, 1); while (n >= 0) m.merge(b, 1, (x, y) -> x);
            long elements | Set<String> m = new TreeSet<>(); String a = text(1 << 20), b = text(1 << 20); m.add(a); while (n >= 0) m.add(b);
            maps of long keys | TreeMap<String, Integer> m = new TreeMap<>(); String a = text(1 << 20); m.put(a, 1); m.put(a.concat("b"), 2); while (n >= 0) new TreeMap<String, Integer>().putAll(m);
            a search in a list | List<Integer> l = numbers(100_000); while (n >= 0) l.contains(-1);
            a search for a long text | List<String> l = new ArrayList<>(); String a = text(1 << 20), b = text(1 << 20).concat("b"); for (int i = 0; i < 1000; i++) l.add(a); while (n >= 0) l.contains(b);
            removing from the front | List<Integer> l = numbers(50_000); while (n >= 0) { l.remove(0); l.add(1); }
            walking without a lambda | List<Integer> l = numbers(50_000); while (n >= 0) l.removeIf(Objects::isNull);
            replacing without a lambda | List<Integer> l = numbers(50_000); while (n >= 0) l.replaceAll(UnaryOperator.identity());
            sorting an array | int[] a = new int[1 << 20]; while (n >= 0) Arrays.sort(a);
            a sorted set of elements without order | TreeSet<Odd> s = new TreeSet<>(); while (n >= 0) s.add(new Odd());
            equality of a shared structure | Object a = 1, b = 1; for (int i = 0; i < 14; i++) { a = List.of(a, a, a, a, a, a, a); b = List.of(b, b, b, b, b, b, b); } while (n >= 0) a.equals(b);
            equality of a record that shares | List<Object> a = List.of(1), b = List.of(1); for (int i = 0; i < 13; i++) { a = List.of(a, a, a, a, a, a, a); b = List.of(b, b, b, b, b, b, b); } while (n >= 0) new Listed(a).equals(new Listed(b));
            equality of records that share | Object a = 1, b = 1; for (int i = 0; i < 60; i++) { a = new Pair(a, a); b = new Pair(b, b); } a.equals(b);
            a search for what shares | Object a = 1, b = 1; for (int i = 0; i < 14; i++) { a = List.of(a, a, a, a, a, a, a); b = List.of(b, b, b, b, b, b, b); } List<Object> l = List.of(a, 2); while (n >= 0) l.contains(b);
            exceptions on a deep stack | at(200, () -> { while (true) try { throw new Refused(); } catch (Refused e) { continue; } });
            exceptions that are kept | List<Object> l = new ArrayList<>(); at(200, () -> { while (true) l.add(new IllegalStateException("no")); });
            """)
    void cutsAfterTheSameSteps(String attack, String body) throws Exception {
        Attack.assertCut(host, TestBundle.function(body + " return n;", MEMBERS).jar(), STEPS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            return down(n);
            return downCatching(n);
            LongUnaryOperator[] f = {null}; f[0] = x -> f[0].applyAsLong(x + 1); return f[0].applyAsLong(n);
            Object a = 1, b = 1; for (int i = 0; i < 1000; i++) { a = new Pair(a, 1); b = new Pair(b, 1); } return a.equals(b) ? 1 : 0;
            """)
    void cutsWhatNestsTooDeep(String body) throws Exception {
        Attack.assertCut(host, TestBundle.function(body, MEMBERS).jar(), DEPTH);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Object a = 1, b = 1; for (int i = 0; i < 100_000; i++) { a = List.of(a); b = List.of(b); } return a.equals(b) ? 1 : 0;
            Object a = 1, b = 1; for (int i = 0; i < 100_000; i++) { a = Optional.of(a); b = Optional.of(b); } return Objects.equals(a, b) ? 1 : 0;
            Object a = 1, b = 1; for (int i = 0; i < 100_000; i++) { a = Map.entry(1, a); b = Map.entry(1, b); } return a.equals(b) ? 1 : 0;
            Object a = 1, b = 1; for (int i = 0; i < 100_000; i++) { a = Optional.of(a); b = Optional.of(b); } return List.of(b).contains(a) ? 1 : 0;
            Object a = 1, b = 1; for (int i = 0; i < 100_000; i++) { a = Optional.of(a); b = Optional.of(b); } return new Pair(a, 1).equals(new Pair(b, 1)) ? 1 : 0;
            """)
    void cutsWhatTheJdkWouldCompareByRecursion(String body) throws Exception {
        Attack.assertCut(host, TestBundle.function(body, MEMBERS).jar(), NESTING);
    }

    @Test
    void countsCodeThatNeverJumps() throws Exception {
        String straight = "s += map.ceilingKey(s); ".repeat(700);
        byte[] jar = TestBundle.function(
                        "TreeMap<Long, Long> map = new TreeMap<>(); map.put(Long.MAX_VALUE, 0L); long s = 0;"
                                + " while (true) { s = 0; s += straight(map); }",
                        "static long straight(TreeMap<Long, Long> map) { long s = 0; " + straight + " return s; }")
                .jar();

        Attack.assertCut(host, jar, STEPS);
    }

    @Test
    void countsLambdasAndDefaultMethods() throws Exception {
        byte[] jar = TestBundle.function(
                        "Supplier<Long> s = () -> { while (true) {} }; Endless e = () -> 1; return n < 0 ? s.get() : e.forever();",
                        "interface Endless { long one(); default long forever() { long n = 0; while (n >= 0) n = one(); return n; } }")
                .jar();

        Attack.assertCut(host, jar, STEPS);
    }

    @Test
    void letsThrowablesOfARecipeThrough() throws Exception {
        byte[] jar = TestBundle.function("Refused.raise(); return n;", """
                        static final class Refused extends Throwable {
                          static void raise() { GpuRecipe.<RuntimeException>raise(new Refused()); } }
                        @SuppressWarnings("unchecked")
                        static <T extends Throwable> void raise(Throwable t) throws T { throw (T) t; }""").jar();

        assertTrue(Attack.count(host, jar).endsWith("threw acme.GpuRecipe$Refused"));
        Attack.assertAlive(host);
    }
}
