package io.quorate.protocol.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.quorate.codec.CodecException;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.Frames;
import io.quorate.protocol.Message;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameHandlersTest {
    private static final Message MESSAGE = new ClientMessage.Skip(1, 2);

    @Test
    void messagesCrossInOneBytePieces() {
        EmbeddedChannel client = new EmbeddedChannel(new PrefaceSender(), new FrameEncoder());
        EmbeddedChannel server = new EmbeddedChannel(new PrefaceDecoder(), FrameDecoder.ofClient());
        client.writeOutbound(MESSAGE, MESSAGE);
        for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
            while (part.isReadable()) {
                server.writeInbound(part.readRetainedSlice(1));
            }
            part.release();
        }
        assertEquals(MESSAGE, server.readInbound());
        assertEquals(MESSAGE, server.readInbound());
        assertNull(server.readInbound());
        server.finishAndReleaseAll();
        client.finishAndReleaseAll();
    }

    @Test
    void aMessageInOnePieceWithThePrefaceIsRead() {
        EmbeddedChannel server = new EmbeddedChannel(new PrefaceDecoder(), FrameDecoder.ofClient());
        server.writeInbound(Unpooled.wrappedBuffer(Frames.preface(), Frames.encode(MESSAGE)));
        assertEquals(MESSAGE, server.readInbound());
        server.finishAndReleaseAll();
    }

    @Test
    void anotherProtocolIsRefused() {
        EmbeddedChannel server = new EmbeddedChannel(new PrefaceDecoder(), FrameDecoder.ofClient());
        ByteBuf request = Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII);
        DecoderException refusal = assertThrows(DecoderException.class, () -> server.writeInbound(request));
        assertInstanceOf(CodecException.class, refusal.getCause());
        server.close();
    }

    @Test
    void anOversizeLengthIsRefusedAtItsFourthByte() {
        EmbeddedChannel channel = new EmbeddedChannel(FrameDecoder.ofClient());
        ByteBuf length = Unpooled.buffer().writeInt(100 * 1024 * 1024);
        DecoderException refusal = assertThrows(DecoderException.class, () -> channel.writeInbound(length));
        assertInstanceOf(CodecException.class, refusal.getCause());
        channel.close();
    }

    @Test
    void aClientGetsLittleMemoryBeforeItsHello() {
        EmbeddedChannel channel = new EmbeddedChannel(FrameDecoder.ofServer());
        ByteBuf length = Unpooled.buffer().writeInt(1024 * 1024);
        DecoderException refusal = assertThrows(DecoderException.class, () -> channel.writeInbound(length));
        assertInstanceOf(CodecException.class, refusal.getCause());
        channel.close();
    }
}
