select 'create rule';
