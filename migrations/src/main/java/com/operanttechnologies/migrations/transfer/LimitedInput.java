package com.operanttechnologies.migrations.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses a file that unpacks to more than it may, instead of reading on. */
final class LimitedInput extends FilterInputStream {

    private final String name;
    private long remaining;

    LimitedInput(InputStream source, long limit, String name) {
        super(source);
        this.remaining = limit;
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        return value < 0 ? value : (int) counted(1) * value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return (int) counted(super.read(target, offset, length));
    }

    private long counted(long count) {
        remaining -= Math.max(count, 0);
        if (remaining < 0) {
            throw new ArchiveRefusedException(name + " is damaged: it unpacks to more than it should");
        }
        return count;
    }
}
