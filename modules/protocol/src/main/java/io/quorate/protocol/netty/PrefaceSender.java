package io.quorate.protocol.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quorate.protocol.Frames;

/** Opens a client's connection with the preface, before any frame, and then takes itself out. One per connection. */
public final class PrefaceSender extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.wrappedBuffer(Frames.preface()));
        context.fireChannelActive();
        context.pipeline().remove(this);
    }
}
