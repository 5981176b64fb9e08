package io.quorate.client;

import io.quorate.protocol.ClientMessage.Call;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.ResourceType;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Blocking calls on many virtual threads, for a JDK that has them; prints how often they were pinned, and that pinning is seen. */
final class VirtualThreads {
    record Echo(String text) {}

    /** A thread that waits while it initializes a class is pinned in every JDK. */
    static final class Pinning {
        static final long WAITED = waited();

        private static long waited() {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            return System.nanoTime();
        }
    }

    private static final int THREADS = 1_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final ResourceType<RecipeClient> TYPE = new ResourceType<>("echo", 1, Function.identity());

    private VirtualThreads() {}

    public static void main(String[] arguments) throws Exception {
        Path scratch = Path.of(arguments[0]);
        try (FakeServer server = new FakeServer((channel, message) -> {
                    if (message instanceof Call call) {
                        channel.eventLoop()
                                .schedule(
                                        () -> FakeServer.reply(channel, call, call.body()), 20, TimeUnit.MILLISECONDS);
                    }
                    return message instanceof Call;
                });
                QuorateClient client = Quorate.connect(server.endpoint())) {
            ResourceClient resource = client.open(TYPE).resource("one");
            // The loading of classes pins, and is not the client's doing.
            pinned(scratch, THREADS, () -> use(client, resource));
            long ofClient = pinned(scratch, THREADS, () -> use(client, resource));
            long seen = pinned(scratch, 1, () -> System.out.println(Pinning.WAITED > 0));
            System.out.println("pinned by the client: " + ofClient + ", pinning is seen: " + (seen > 0));
        }
    }

    private static void use(QuorateClient client, ResourceClient resource) {
        client.session().onState(state -> {}).close();
        resource.events(Echo.class, event -> {}).close();
        Await.result(resource.call("echo", new Echo("x"), Echo.class, DEADLINE));
        client.session().isValid();
    }

    private static long pinned(Path scratch, int threads, Runnable work) throws Exception {
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        Path file = Files.createTempFile(scratch, "pinned", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
            recording.start();
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                started.add((Thread) start.invoke(null, work));
            }
            for (Thread each : started) {
                each.join();
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).size();
    }
}
