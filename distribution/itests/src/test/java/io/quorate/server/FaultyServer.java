package io.quorate.server;

import io.quorate.log.FileDisk;
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
 * {@code full}, {@code lie} (no sync is done any more) and {@code healthy}. Arguments are settings as KEY=VALUE.
 */
public final class FaultyServer {
    private FaultyServer() {}

    public static void main(String[] arguments) throws Exception {
        ServerLogging.setUp();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        FaultyDisk.Mood mood = new FaultyDisk.Mood();
        follow(mood);
        Server server = Server.start(
                ServerConfiguration.load(Optional.empty(), Map.of(), settings),
                List.of(),
                directory -> new FaultyDisk(FileDisk.open(directory), mood),
                fault -> {
                    System.out.println("fault: " + fault);
                    Runtime.getRuntime().halt(1);
                });
        Shutdown shutdown = Shutdown.install(server::close);
        server.ready().get();
        System.out.println("ready: client " + server.address());
        shutdown.await();
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
