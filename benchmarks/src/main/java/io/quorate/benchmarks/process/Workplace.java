package io.quorate.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processes and files of one run, all of which are gone when it is closed; the JVM's end closes it too, by Ctrl-C among other
 * ways. Thread-safe.
 */
public final class Workplace implements AutoCloseable {
    private final Path directory;
    private final List<Child> children = new ArrayList<>();
    private final Thread atExit = new Thread(this::clear, "workplace-end");
    private boolean isClosed;

    private Workplace(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes a directory of its own in this one.
     *
     * @throws IOException when it cannot, or when there is no disk below whose pace could be measured
     */
    public static Workplace in(Path parent) throws IOException {
        Files.createDirectories(parent);
        String type = Files.getFileStore(parent).type();
        if (type.equals("tmpfs") || type.equals("ramfs")) {
            throw new IOException(parent + " is memory (" + type + ") and no disk: name another one with --directory");
        }
        Workplace workplace = new Workplace(Files.createTempDirectory(parent, "quorate-benchmark-"));
        Runtime.getRuntime().addShutdownHook(workplace.atExit);
        return workplace;
    }

    /** A new directory. */
    public Path directory(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    /** Starts a process; what it says goes to a file, anew at each start under this name. */
    public synchronized Child start(String name, List<String> command) throws IOException {
        if (isClosed) {
            throw new IOException("the run has ended");
        }
        Path output = directory.resolve(name + ".txt");
        Child child = new Child(
                name,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
        children.add(child);
        return child;
    }

    /** Starts a JVM with the class path of this one. */
    public Child startJava(String name, List<String> options, String main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return start(name, command);
    }

    /** Blocks until the processes are gone. Idempotent. */
    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // The JVM ends already, and clears once more what is clear.
        }
    }

    private synchronized void clear() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        children.forEach(Child::kill);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            // As it shall be.
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot remove " + directory, failure);
        }
    }
}
