package io.quorate.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the source of a recipe that is no part of the build and packs it as a bundle. */
final class CompiledRecipe {
    private CompiledRecipe() {}

    /** A bundle of a class from {@code src/test/recipes}. */
    static byte[] fromFile(Path scratch, String recipe, String className) throws IOException {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        return of(scratch, recipe, className, Files.readString(Path.of("src/test/recipes", simple + ".java")));
    }

    static byte[] of(Path scratch, String recipe, String className, String source) throws IOException {
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
        return jar(classes, manifest(recipe, className));
    }

    private static Manifest manifest(String recipe, String className) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "com.example." + recipe);
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", "io.quorate.recipe");
        main.putValue(
                "Provide-Capability",
                "io.quorate.recipe;recipe=" + recipe + ";class=\"" + className
                        + "\";stateVersion:Long=1;contract:Long=1");
        return manifest;
    }

    private static byte[] jar(Path classes, Manifest manifest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                jar.write(Files.readAllBytes(file));
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
