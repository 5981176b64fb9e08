package io.quorate.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.ToolProvider;

/** Mutated classes, compiled, and all others of the same packages around them, apart from those of the build. */
final class Mutant extends ClassLoader {
    /**
     * What ended a run.
     *
     * @param what the rule that was broken
     */
    record Death(long seed, String what) {}

    private static final String RUN = "run";

    private final Path classes;
    private final String packages;

    private Mutant(Path classes, String packages) {
        super("mutant", Mutant.class.getClassLoader());
        this.classes = classes;
        this.packages = packages;
    }

    /**
     * Compiles what the mutation changes, against the class path.
     *
     * @param packages prefix of the names of classes that are loaded anew
     * @param directory where the mutated sources and classes go
     */
    static Mutant of(Mutation mutation, Path sources, String packages, Path directory) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-nowarn",
                "-Xlint:none",
                "-implicit:none",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path")));
        for (Map.Entry<String, String> source : mutation.apply(sources).entrySet()) {
            Path file = directory.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int failed = ToolProvider.getSystemJavaCompiler().run(null, errors, errors, arguments.toArray(String[]::new));
        if (failed != 0) {
            throw new AssertionError(
                    "mutation " + mutation.name() + " does not compile:\n" + errors.toString(StandardCharsets.UTF_8));
        }
        return new Mutant(classes, packages);
    }

    /**
     * Runs a generator until it finds something.
     *
     * @param generator name of a class with a static method {@code run(long seed)} that throws when a rule is broken
     */
    Optional<Death> run(String generator, long first, int seeds) throws ReflectiveOperationException {
        Method run = loadClass(generator).getDeclaredMethod(RUN, long.class);
        run.setAccessible(true);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                run.invoke(null, seed);
            } catch (InvocationTargetException broken) {
                return Optional.of(new Death(seed, String.valueOf(broken.getCause())));
            }
        }
        return Optional.empty();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(packages)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = open(file)) {
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException missing) {
            throw new ClassNotFoundException(name, missing);
        }
    }

    private InputStream open(String file) throws IOException {
        Path mutated = classes.resolve(file);
        if (Files.exists(mutated)) {
            return Files.newInputStream(mutated);
        }
        InputStream unchanged = getParent().getResourceAsStream(file);
        if (unchanged == null) {
            throw new IOException("no class file " + file);
        }
        return unchanged;
    }
}
