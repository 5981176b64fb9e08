package io.quorate.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources in memory and packs them as a recipe bundle. */
public final class TestBundle {
    private static final String HEAD =
            "package acme; import io.quorate.recipe.*; import java.util.*;" + " import java.util.function.*;\n";

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();

    private TestBundle() {
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", "acme.gpu");
        headers.put("Bundle-Version", "1.0.0");
        headers.put("Import-Package", "io.quorate.recipe;version=\"[1,2)\",io.quorate.codec;version=\"[1,2)\"");
        headers.put(
                "Provide-Capability",
                "io.quorate.recipe;class=\"acme.GpuRecipe\";recipe=gpu;stateVersion:Long=1;contract:Long=2");
    }

    public static TestBundle empty() {
        return new TestBundle();
    }

    /** A bundle with {@code acme.GpuRecipe}, whose members are given. */
    public static TestBundle recipe(String members) {
        return empty().source(
                        "acme.GpuRecipe",
                        HEAD + "public class GpuRecipe implements Recipe {\n"
                                + "public void define(RecipeDefinition recipe) {}\n" + members + "\n}");
    }

    /** A recipe that is a function, so that a test can run it; imports as in {@link #recipe}. */
    public static TestBundle function(String body, String members) {
        return empty().source(
                        "acme.GpuRecipe",
                        HEAD
                                + "public class GpuRecipe implements Recipe, LongUnaryOperator {\n"
                                + "public void define(RecipeDefinition recipe) {}\n"
                                + "public long applyAsLong(long n) {\n" + body + "\n}\n" + members + "\n}");
    }

    public TestBundle source(String name, String text) {
        sources.put(name, text);
        return this;
    }

    public TestBundle type(String name, String declaration) {
        return source("acme." + name, HEAD + declaration);
    }

    /** Sets a header, or takes it out when the value is empty. */
    public TestBundle header(String name, String value) {
        if (value.isEmpty()) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    public TestBundle entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    public byte[] jar() {
        try {
            Map<String, byte[]> all = new LinkedHashMap<>();
            all.put("META-INF/MANIFEST.MF", manifest());
            all.putAll(compile());
            all.putAll(entries);
            return zip(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private byte[] manifest() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    private Map<String, byte[]> compile() throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        if (sources.isEmpty()) {
            return classes;
        }
        Path out = Files.createTempDirectory("recipe");
        try {
            List<JavaFileObject> units = new ArrayList<>();
            sources.forEach((name, text) -> units.add(new Source(name, text)));
            List<String> options = List.of(
                    "-g",
                    "--release",
                    "17",
                    "-proc:none",
                    "-d",
                    out.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
            boolean compiled = ToolProvider.getSystemJavaCompiler()
                    .getTask(null, null, diagnostics, options, null, units)
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the test's sources do not compile: " + diagnostics.getDiagnostics());
            }
            for (Path file : under(out)) {
                if (Files.isRegularFile(file)) {
                    classes.put(out.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        } finally {
            for (Path file :
                    under(out).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return classes;
    }

    private static List<Path> under(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.toList();
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
