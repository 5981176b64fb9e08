package io.quorate.benchmarks.peers;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.quorate.benchmarks.load.Writes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** etcd's own protocol, gRPC, with requests made by hand. */
final class EtcdWrites implements Writes {
    private static final MethodDescriptor<byte[], byte[]> PUT = MethodDescriptor.<byte[], byte[]>newBuilder(
                    new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("etcdserverpb.KV/Put")
            .build();

    private final ManagedChannel channel;

    private EtcdWrites(ManagedChannel channel) {
        this.channel = channel;
    }

    static EtcdWrites connect(int port) {
        return new EtcdWrites(Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .directExecutor()
                .build());
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    @Override
    public CompletableFuture<?> write(int slot, byte[] value) {
        CompletableFuture<Status> answer = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call = channel.newCall(PUT, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.isOk()) {
                            answer.complete(status);
                        } else {
                            answer.completeExceptionally(status.asRuntimeException());
                        }
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(PutRequest.encode(slot, value));
        call.halfClose();
        return answer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
