package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.crypto.TypedCode;
import java.util.List;
import java.util.stream.Stream;

/** A set of codes for when the authenticator app is lost. */
final class BackupCodes {

    static final int CODES = 10;

    private BackupCodes() {}

    static List<IssuedSecret> random() {
        return Stream.generate(TypedCode::random).limit(CODES).toList();
    }
}
