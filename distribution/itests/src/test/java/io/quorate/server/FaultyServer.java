package io.quorate.server;

import io.quorate.log.FileDisk;
import io.quorate.log.WalOptions;
import io.quorate.server.config.ServerConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The product's server on a {@link FaultyDisk}, which is told what to do by lines on standard input: {@code slow MILLIS},
 * {@code full}, {@code lie} (no sync is done any more), {@code healthy}, {@code die N} (end at the Nth bound of a step from now) and
 * {@code steps N KIND} (print each {@linkplain Steps step} from now, end at bound N of those of a kind). Arguments are settings as KEY=VALUE; the property
 * {@value #FIRST} is a line that is there from the beginning.
 */
public final class FaultyServer {
    public static final String FIRST = "disk.first";

    /** Property: bytes of a file of the log, which may be fewer than an operator may set. */
    public static final String SEGMENT_BYTES = "disk.segment-bytes";

    private FaultyServer() {}

    public static void main(String[] arguments) throws Exception {
        ServerLogging.setUp();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        FaultyDisk.Mood mood = new FaultyDisk.Mood();
        Optional.ofNullable(System.getProperty(FIRST)).ifPresent(mood::told);
        follow(mood);
        Server server = Server.start(
                withSmallFiles(ServerConfiguration.load(Optional.empty(), Map.of(), settings)),
                List.of(),
                new Media(
                        directory -> new FaultyDisk(FileDisk.open(directory), mood),
                        (name, step) -> mood.steps().take(name, step::run)),
                fault -> {
                    System.out.println("fault: " + fault);
                    Runtime.getRuntime().halt(1);
                });
        Shutdown shutdown = Shutdown.install(server::close);
        server.ready().get();
        System.out.println("ready: client " + server.address());
        shutdown.await();
    }

    private static ServerConfiguration withSmallFiles(ServerConfiguration of) {
        WalOptions log = of.log();
        int bytes = Integer.getInteger(SEGMENT_BYTES, log.segmentBytes());
        return new ServerConfiguration(
                of.node(),
                of.dataDirectory(),
                of.minFreeBytes(),
                of.client(),
                of.cluster(),
                of.raft(),
                new WalOptions(bytes, log.readySegments(), log.recentBytes()),
                of.store(),
                of.limits(),
                of.bootstrap());
    }

    private static void follow(FaultyDisk.Mood mood) {
        Thread ear = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            mood.told(line);
                            System.out.println("disk: " + line);
                        }
                    } catch (IOException closed) {
                        // Whoever started this has gone.
                    }
                },
                "disk-mood");
        ear.setDaemon(true);
        ear.start();
    }
}
