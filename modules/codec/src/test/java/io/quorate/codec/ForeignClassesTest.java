package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of class loaders and modules that this module has never heard of. */
class ForeignClassesTest {
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void aCodecDoesNotOutliveItsUser() throws Exception {
        Path classes = compile(Map.of(
                "guest/Order.java",
                "package guest; record Order(long id, Kind kind, java.util.List<Line> lines, Part part) {}",
                "guest/Kind.java",
                "package guest; enum Kind { SMALL, LARGE }",
                "guest/Part.java",
                "package guest; sealed interface Part permits Line {}",
                "guest/Line.java",
                "package guest; record Line(String text, int count) implements Part {}",
                "guest/Position.java",
                "package guest; record Position(Kind kind, long number) {}"));
        WeakReference<ClassLoader> loader = useAndDrop(classes);
        long start = System.nanoTime();
        while (loader.get() != null && System.nanoTime() - start < DEADLINE_NANOS) {
            System.gc();
            Thread.onSpinWait();
        }
        assertNull(loader.get(), "the class loader is still reachable");
    }

    @Test
    void publicRecordsOfAnExportedPackageNeedNoOpens() throws Exception {
        Class<?> exported = moduleLayer().findLoader("guest").loadClass("guest.api.Point");
        assertRoundTrip(RecordCodec.of(exported), Map.of("x", 3L));
    }

    @Test
    void recordsOfAHiddenPackageAreRefusedWithTheRemedy() throws Exception {
        Class<?> hidden = moduleLayer().findLoader("guest").loadClass("guest.hidden.Point");
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> RecordCodec.of(hidden));
        assertTrue(
                refused.getMessage().startsWith("guest.hidden.Point is not accessible: make it public in an exported"),
                refused.getMessage());
    }

    private static WeakReference<ClassLoader> useAndDrop(Path classes) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            assertRoundTrip(
                    RecordCodec.of(loader.loadClass("guest.Order")),
                    Map.of(
                            "id",
                            7L,
                            "kind",
                            "LARGE",
                            "lines",
                            List.of(Map.of("text", "x", "count", 2L)),
                            "part",
                            Map.of("@", "Line", "text", "y", "count", 0L)));
            assertRoundTrip(KeyCodec.of(loader.loadClass("guest.Position")));
            return new WeakReference<>(loader);
        }
    }

    // Never by the record's own equals or toString: ObjectMethods of JDK 17 pins the loader that used it last.
    private static <T> void assertRoundTrip(RecordCodec<T> codec, Map<String, Object> tree) {
        byte[] bytes = Cbor.encode(tree);
        assertArrayEquals(bytes, codec.encode(codec.decode(bytes)));
    }

    private static <K> void assertRoundTrip(KeyCodec<K> codec) {
        byte[] bytes = new ByteSink().u16(0).i64(Long.MAX_VALUE).toByteArray();
        assertArrayEquals(bytes, codec.encode(codec.decode(bytes)));
    }

    private ModuleLayer moduleLayer() throws IOException {
        Path classes = compile(Map.of(
                "module-info.java", "module guest { exports guest.api; }",
                "guest/api/Point.java", "package guest.api; public record Point(int x) {}",
                "guest/hidden/Point.java", "package guest.hidden; public record Point(int x) {}"));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("guest"));
        return boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader());
    }

    private Path compile(Map<String, String> sources) throws IOException {
        Path classes = directory.resolve("classes");
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = directory.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        assertEquals(0, javac.run(System.out, System.err, arguments.toArray(String[]::new)));
        return classes;
    }
}
