package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.quorate.client.core.CoreOptions;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Neither credential nor the secret of a session is in anything that is logged or thrown, at the finest level of all loggers. */
@Timeout(120)
class SecretsTest {
    record Echo(String text) {}

    private static final byte[] CREDENTIAL = "marked-secret-7Qx9Zk".getBytes(StandardCharsets.UTF_8);
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final ResourceType<RecipeClient> TYPE = new ResourceType<>("echo", 1, Function.identity());

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Queue<byte[]> secrets = new ConcurrentLinkedQueue<>(List.of(CREDENTIAL));
    private final Logger root = Logger.getLogger("");
    private final Level levelBefore = root.getLevel();
    private final Handler handler = new Handler() {
        private final SimpleFormatter format = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            said.add(format.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final Handler[] others = root.getHandlers();

    @BeforeEach
    void listen() {
        Arrays.stream(others).forEach(root::removeHandler);
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.ALL);
    }

    @AfterEach
    void leave() {
        root.setLevel(levelBefore);
        root.removeHandler(handler);
        Arrays.stream(others).forEach(root::addHandler);
    }

    private FakeServer server(BiPredicate<Channel, ClientMessage> instead) {
        return new FakeServer((channel, message) -> {
            said.add(message.toString());
            if (message instanceof Hello hello) {
                assertTrue(Arrays.equals(CREDENTIAL, hello.credential()), "it is sent");
            } else if (message instanceof OpenSession open) {
                secrets.add(open.secret());
            } else if (message instanceof AttachSession attach) {
                secrets.add(attach.secret());
            }
            return instead.test(channel, message);
        });
    }

    private static ClientBuilder builder(String endpoints) {
        return Quorate.builder().endpoints(endpoints).defaultDeadline(SHORT).credential(CREDENTIAL);
    }

    /** The failure with all that it carries, as a program would log it. */
    private void failure(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        said.add(text.toString());
    }

    private void callFails(BiPredicate<Channel, ClientMessage> instead) {
        try (FakeServer server = server(instead);
                QuorateClient client = builder(server.endpoint()).connect()) {
            CompletableFuture<Echo> call =
                    client.open(TYPE).resource("one").call("c", new Echo("x"), Echo.class, SHORT);
            failure(assertThrows(QuorateException.class, () -> Await.result(call)));
            said.add(client.session().id().toString());
        }
    }

    private static boolean isCall(ClientMessage message) {
        return message instanceof Call;
    }

    @Test
    void areInNoErrorAndNoLog() {
        // Nobody there, and a server that refuses: what connecting says.
        failure(assertThrows(
                QuorateException.class, () -> builder("127.0.0.1:1").connect()));
        for (String code : List.of("UNAUTHENTICATED", "INCOMPATIBLE")) {
            try (FakeServer server = server((channel, message) -> {
                channel.writeAndFlush(new Goodbye(code, "not you", ""));
                return true;
            })) {
                failure(assertThrows(
                        QuorateException.class, () -> builder(server.endpoint()).connect()));
            }
        }
        // Garbage before the welcome and after it, connections that break, and a server that falls silent.
        try (FakeServer server = server((channel, message) -> {
            FakeServer.garbage(channel);
            return true;
        })) {
            failure(assertThrows(
                    QuorateException.class, () -> builder(server.endpoint()).connect()));
        }
        callFails((channel, message) -> {
            if (isCall(message)) {
                FakeServer.garbage(channel);
            }
            return isCall(message);
        });
        callFails((channel, message) -> {
            if (isCall(message)) {
                channel.close();
            }
            return isCall(message);
        });
        callFails((channel, message) -> isCall(message));
        // A credential that cannot be sent at all.
        byte[] tooLong = Arrays.copyOf(CREDENTIAL, 10_000);
        failure(assertThrows(
                IllegalArgumentException.class, () -> Quorate.builder().credential(tooLong)));
        said.add(new CoreOptions(List.of("a:1"), "name", 1_000, CREDENTIAL).toString());

        assertTrue(secrets.size() > 3, "sessions were opened");
        assertTrue(said.size() > 10, said.toString());
        assertEquals(Optional.empty(), leak(said, secrets));
    }

    @Test
    void wouldBeFoundInAnyFormThatTheyAreWrittenIn() {
        for (String form : forms(CREDENTIAL)) {
            failure(QuorateException.of("X", CallOutcome.UNKNOWN, "refused " + form));
            assertFalse(leak(said, secrets).isEmpty(), form);
            said.clear();
        }
        Logger.getLogger("io.quorate.any").finest(new String(CREDENTIAL, StandardCharsets.UTF_8));
        assertFalse(leak(said, secrets).isEmpty(), "the log is listened to");
    }

    private static Optional<String> leak(Iterable<String> said, Iterable<byte[]> secrets) {
        for (byte[] secret : secrets) {
            for (String form : forms(secret)) {
                for (String each : said) {
                    if (each.contains(form)) {
                        return Optional.of(form + " is in " + each);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> forms(byte[] secret) {
        List<String> forms = new ArrayList<>();
        String bytes = Arrays.toString(secret);
        forms.add(new String(secret, StandardCharsets.ISO_8859_1));
        forms.add(HexFormat.of().formatHex(secret));
        forms.add(HexFormat.of().withUpperCase().formatHex(secret));
        forms.add(HexFormat.ofDelimiter(" ").formatHex(secret));
        forms.add(Base64.getEncoder().encodeToString(secret));
        forms.add(bytes.substring(1, bytes.length() - 1));
        return forms;
    }
}
