package com.operanttechnologies.migrations.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Counts and hashes what it passes on, in blocks: the driver hands over row by row. Closing it leaves the target open.
 */
final class MeasuredOutput extends OutputStream {

    private final OutputStream target;
    private final MessageDigest digest = Sha256.digest();
    private final byte[] block = new byte[1 << 16];
    private int filled;
    private long bytes;

    MeasuredOutput(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (length > block.length - filled) {
            flush();
            if (length >= block.length) {
                pass(source, offset, length);
                return;
            }
        }
        System.arraycopy(source, offset, block, filled, length);
        filled += length;
    }

    @Override
    public void flush() throws IOException {
        pass(block, 0, filled);
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    private void pass(byte[] source, int offset, int length) throws IOException {
        digest.update(source, offset, length);
        target.write(source, offset, length);
        bytes += length;
    }

    /** How much has come through, once it was flushed. */
    long bytes() {
        return bytes;
    }

    /** SHA-256 of it in lower-case hexadecimal; ends the count. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
