package io.quorate.itests.deploy;

import io.quorate.client.QuorateClient;
import io.quorate.itests.Jcmd;
import io.quorate.itests.ServerProcess;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a server has of everything that a bundle could leave behind.
 *
 * @param loaders class loaders of bundles
 * @param threads without those that the virtual machine makes and ends as it likes
 * @param openFiles without sockets
 * @param cacheFiles of the directory that it keeps bundles in while it runs
 * @param dataFiles of the whole data directory
 * @param dataBytes of these files
 * @param bundles that are remembered
 * @param bundleBytes of them, in the replicated state
 */
record Footprint(
        long loaders,
        long threads,
        long openFiles,
        long cacheFiles,
        long dataFiles,
        long dataBytes,
        long bundles,
        long bundleBytes) {
    private static final String LOADER = "felix.framework.BundleWiringImpl$BundleClassLoader";
    private static final List<String> OF_THE_MACHINE = List.of("CompilerThread", "Attach Listener", "Sweeper");

    /** After a collection of garbage. */
    static Footprint of(Path scratch, ServerProcess server, QuorateClient client)
            throws IOException, InterruptedException {
        Jcmd.run(scratch, server, "GC.run");
        List<SystemQuery.BundleInfo> bundles = Await.result(
                        client.system().query(new SystemQuery.ListBundles(), SystemQuery.Bundles.class))
                .bundles();
        List<Path> data = files(server.data());
        return new Footprint(
                Jcmd.run(scratch, server, "VM.classloader_stats")
                        .lines()
                        .filter(line -> line.contains(LOADER))
                        .count(),
                Jcmd.run(scratch, server, "Thread.print")
                        .lines()
                        .filter(line -> line.startsWith("\"") && line.contains("#"))
                        .filter(line -> OF_THE_MACHINE.stream().noneMatch(line::contains))
                        .count(),
                openFiles(server),
                data.stream()
                        .filter(file -> file.startsWith(server.data().resolve("bundles-cache")))
                        .count(),
                data.size(),
                bytes(data),
                bundles.size(),
                bundles.stream().mapToLong(SystemQuery.BundleInfo::bytes).sum());
    }

    private static long openFiles(ServerProcess server) throws IOException {
        long open = 0;
        try (Stream<Path> links = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
            for (Path link : links.toList()) {
                try {
                    open += Files.readSymbolicLink(link).toString().startsWith("/") ? 1 : 0;
                } catch (NoSuchFileException closed) {
                    // It is not open any more.
                }
            }
        }
        return open;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Predicate.not(Files::isDirectory)).toList();
        }
    }

    private static long bytes(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    /** Whether nothing is more than it was; files of the log and the store come and go by a few. */
    boolean isAtMost(Footprint before, int fewFiles) {
        return loaders <= before.loaders
                && threads <= before.threads
                && openFiles <= before.openFiles + fewFiles
                && cacheFiles <= before.cacheFiles
                && dataFiles <= before.dataFiles + fewFiles
                && bundles <= before.bundles
                && bundleBytes <= before.bundleBytes;
    }
}
