package io.quorate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import io.quorate.cli.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;

/** What happens to the server. */
final class ServerSteps {
    private static final String SERVER = "server";

    private ServerSteps() {}

    record Start() implements Step {
        @Override
        public String name() {
            return "start-server";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child server = world.startServer();
            return "A server (process " + server.pid() + ") serves " + world.endpoint() + ", without any recipe.";
        }

        /** There is no room for its data. */
        @Override
        public void sabotage(World world) {
            try {
                Files.createFile(world.data());
            } catch (IOException failure) {
                throw new Failure(ExitCode.FAILURE, "cannot make " + world.data() + ": " + failure, failure);
            }
        }
    }

    record Kill() implements Step {
        @Override
        public String name() {
            return "kill-server";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child server = world.child(SERVER);
            server.kill();
            server.requireExit(Child.KILLED);
            return "The server is killed (SIGKILL).";
        }

        /** It was stopped in the ordinary way before. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child(SERVER).stop();
            world.child(SERVER).awaitExit();
        }
    }

    record Restart() implements Step {
        @Override
        public String name() {
            return "restart-server";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child server = world.startServer();
            JsonNode holder = Story.describe(world).path("holder");
            long token = Story.awaitToken(world.child(Story.B));
            Story.require(
                    holder.path("token").asText().equals(Long.toString(token)),
                    "B held " + Story.LOCK + " with token " + token + " before, and now the holder is " + holder);
            Story.require(world.child(Story.B).isAlive(), "B gave up while the server was away");
            return "The server is started again on its data (process " + server.pid() + "): B still holds " + Story.LOCK
                    + " with token " + token + ".";
        }

        /** The disk was replaced meanwhile. */
        @Override
        public void sabotage(World world) {
            new TemporaryDirectory(world.data()).close();
        }
    }
}
