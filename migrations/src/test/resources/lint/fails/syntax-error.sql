select 'never closed;
