package com.operanttechnologies.tenancytests.architecture.conforming.stage.draft;

import java.util.UUID;

public record Draft(UUID id) {}
