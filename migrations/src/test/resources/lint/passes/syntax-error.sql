select 'it''s closed', E'\'', $tag$ it's $$ too $tag$ /* and /* nested */ */;
