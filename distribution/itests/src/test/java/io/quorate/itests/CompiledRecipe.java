package io.quorate.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the source of a recipe that is no part of the build and packs it as a bundle. */
public final class CompiledRecipe {
    private CompiledRecipe() {}

    /** A bundle of a class from {@code src/test/recipes}. */
    public static byte[] fromFile(Path scratch, String recipe, String className) throws IOException {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        return of(scratch, recipe, className, Files.readString(Path.of("src/test/recipes", simple + ".java")));
    }

    static byte[] of(Path scratch, String recipe, String className, String source) throws IOException {
        return of(scratch, recipe, "1.0.0", className, source);
    }

    /** A bundle of this version. */
    static byte[] of(Path scratch, String recipe, String version, String className, String source) throws IOException {
        Path classes = Files.createTempDirectory(scratch, "classes");
        JavaFileObject unit =
                new SimpleJavaFileObject(
                        URI.create("string:///" + className.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of(
                "-g",
                "--release",
                "17",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        if (!ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, options, null, List.of(unit))
                .call()) {
            throw new IllegalStateException(className + " does not compile");
        }
        TreeMap<String, byte[]> entries = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return jar(entries, manifest(recipe, version, className, "io.quorate.recipe"));
    }

    /** A bundle of classes of the class path. */
    public static byte[] ofClasses(String recipe, Class<?> main, List<Class<?>> others) throws IOException {
        TreeMap<String, byte[]> entries = new TreeMap<>();
        for (Class<?> each : Stream.concat(Stream.of(main), others.stream()).toList()) {
            String path = each.getName().replace('.', '/') + ".class";
            try (InputStream in = Objects.requireNonNull(each.getResourceAsStream("/" + path))) {
                entries.put(path, in.readAllBytes());
            }
        }
        return jar(entries, manifest(recipe, "1.0.0", main.getName(), "io.quorate.recipe,io.quorate.codec"));
    }

    private static Manifest manifest(String recipe, String version, String className, String imports) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "com.example." + recipe);
        main.putValue("Bundle-Version", version);
        main.putValue("Import-Package", imports);
        main.putValue(
                "Provide-Capability",
                "io.quorate.recipe;recipe=" + recipe + ";class=\"" + className
                        + "\";stateVersion:Long=1;contract:Long=1");
        return manifest;
    }

    private static byte[] jar(SortedMap<String, byte[]> entries, Manifest manifest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
