package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.election.api.Candidacy;
import io.quorate.recipe.election.api.CandidateOptions;
import io.quorate.recipe.election.api.ElectionClient;
import io.quorate.recipe.election.api.Elections;
import io.quorate.recipe.election.api.LeaderView;
import io.quorate.recipe.election.api.Leadership;
import io.quorate.recipe.election.api.LossReason;
import io.quorate.recipe.election.api.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about elections: its snippets compile, and a server with the shipped bundle does what it says. */
@Timeout(300)
class ElectionPageIT {
    private static final Path PAGE = Path.of("../../docs/election.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    @Test
    void itsSnippetsCompile() throws Exception {
        Page.read(PAGE).compileSnippets(scratch, snippet -> """
                package com.example;

                import io.quorate.recipe.*;
                import io.quorate.recipe.election.api.*;
                import java.time.Duration;
                import java.util.*;
                import java.util.concurrent.Flow;

                class Snippet {
                    void run(ElectionClient elections) throws Exception {
                        %s
                    }

                    void start(FencingToken token) {}

                    void stop() {}

                    void work(FencingToken token) throws InterruptedException {}
                }
                """.formatted(snippet));
    }

    @Test
    void leadersChangeAsItSays() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch);
                QuorateClient client = connect(server);
                QuorateClient other = connect(server)) {
            Await.result(client.system().deployBundle(Files.readAllBytes(Shipped.bundle("election")), PATIENCE));
            ElectionClient elections = client.open(Elections.TYPE);
            Observer observer = new Observer();
            elections.observe("ingest").subscribe(observer);
            Candidacy low = elections.join("ingest", CandidateOptions.named("low"));
            Leadership first = low.await(PATIENCE);
            CompletableFuture<Boolean> stopped = new CompletableFuture<>();
            low.onDemoted(led -> stopped.complete(led.isValid()));
            Candidacy high = other.open(Elections.TYPE)
                    .join("ingest", CandidateOptions.named("high").priority(5));
            Leadership second = high.await(PATIENCE);
            assertTrue(stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS), "it led until it had stopped");
            assertFalse(first.isValid());
            second.proclaim("http://high");
            high.resign(Duration.ofMinutes(1));
            Leadership third = low.await(PATIENCE);
            CompletableFuture<LossReason> lost = new CompletableFuture<>();
            third.onLost(lost::complete);
            low.close();
            assertEquals(LossReason.LEFT, lost.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            high.close();
            assertEquals(
                    List.of(
                            first.token() + " ",
                            second.token() + " ",
                            second.token() + " http://high",
                            third.token() + " "),
                    observer.terms(4));
        }
    }

    private static QuorateClient connect(ServerProcess server) {
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(PATIENCE)
                .connect();
    }

    /** Takes all that it gets. */
    private static final class Observer implements Flow.Subscriber<Observation> {
        private final BlockingQueue<Observation> seen = new LinkedBlockingQueue<>();

        /** Token and payload of each leader that differs from the one before. */
        List<String> terms(int count) throws InterruptedException {
            List<String> terms = new ArrayList<>();
            while (terms.size() < count) {
                Observation next = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertTrue(next != null && !next.gap(), () -> "after " + terms + " comes " + next);
                String term = next.view().leader().map(Observer::text).orElse("nobody");
                boolean isNew = terms.isEmpty() ? !term.equals("nobody") : !term.equals(terms.get(terms.size() - 1));
                if (isNew) {
                    terms.add(term);
                }
            }
            return terms;
        }

        private static String text(LeaderView.Leader leader) {
            FencingToken token = leader.token();
            return token + " " + leader.payload();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Observation observation) {
            seen.add(observation);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {}
    }
}
